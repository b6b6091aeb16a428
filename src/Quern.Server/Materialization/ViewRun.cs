using Quern.Engine.Materialization;
using Quern.Time;

namespace Quern.Server.Materialization;

/// <summary>One view being brought up to an instant, or the last time that it was: how far it is, from any thread.</summary>
internal sealed class ViewRun(string view, Instant? from, Instant to)
{
    private sealed record Progress(string Step, long Done, long Total);

    private volatile Progress _progress = new("", 0, 0);
    private volatile MaterializationState _state = MaterializationState.Waiting;

    /// <summary>The view's reference, and not its plan: what was run may be told of long after its definitions are gone.</summary>
    internal string View => view;

    internal Instant? From => from;

    internal Instant To => to;

    internal MaterializationState State => _state;

    /// <summary>What is being done, how much of it is done, and how much there is; 0 when nobody knows.</summary>
    internal (string Step, long Done, long Total) Now => (_progress.Step, _progress.Done, _progress.Total);

    /// <summary>What it did; null until it is done.</summary>
    internal MaterializationReport? Report { get; private set; }

    /// <summary>Why it failed; empty when it has not.</summary>
    internal IReadOnlyList<Finding> Findings { get; private set; } = [];

    /// <summary>Whether it is not over.</summary>
    internal bool IsUnderWay => _state is MaterializationState.Waiting or MaterializationState.Running;

    internal void Begin() => _state = MaterializationState.Running;

    internal void Tell(string step, long done, long total) => _progress = new(step, done, total);

    internal void End(MaterializationReport report) => (Report, _state) = (report, MaterializationState.Done);

    internal void Fail(IReadOnlyList<Finding> findings) => (Findings, _state) = (findings, MaterializationState.Failed);
}

/// <summary>Where the materialization of a view stands.</summary>
internal enum MaterializationState
{
    /// <summary>Others come first.</summary>
    Waiting,

    /// <summary>It is under way.</summary>
    Running,

    /// <summary>It went well.</summary>
    Done,

    /// <summary>It failed; what was finished stays.</summary>
    Failed,
}
