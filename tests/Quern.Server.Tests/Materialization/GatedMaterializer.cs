using Quern.Engine.Materialization;
using Quern.Planning;
using Quern.Server.Materialization;
using Quern.Time;

namespace Quern.Server.Tests.Materialization;

/// <summary>A materializer that notes what it was asked for, tells progress, and goes on only when it is let.</summary>
internal sealed class GatedMaterializer(bool isOpen = true) : IViewMaterializer
{
    private readonly List<string> _asked = [];

    /// <summary>Lets runs through.</summary>
    public ManualResetEventSlim Gate { get; } = new(isOpen);

    /// <summary>Set when a run waits at the gate.</summary>
    public SemaphoreSlim Entered { get; } = new(0);

    /// <summary>What fails, by the views' references.</summary>
    public Dictionary<string, Exception> Failures { get; } = [];

    /// <summary>View, from and to of each run so far.</summary>
    public string[] Asked
    {
        get
        {
            lock (_asked) return [.. _asked];
        }
    }

    public MaterializationReport Run(ViewPlan view, Instant? from, Instant to, Action<string, long, long> progress, CancellationToken cancellation)
    {
        lock (_asked) _asked.Add($"{view.Reference} {from?.ToString() ?? "-"} {to}");
        progress("reading flights", 40, 100);
        Entered.Release();
        Gate.Wait(cancellation);
        return Failures.TryGetValue(view.Reference, out var failure) ? throw failure : new(new(from ?? Instant.Min, to), 10, 2, 7, false);
    }
}
