using Quern.Planning;

namespace Quern.Engine.Serving;

/// <summary>
/// How far a read has come, by its steps: a view for all rows, a lookup for all rows, an on-demand feature for all rows. One thread reads and tells of each step that is done; another may cut it
/// off, takes what is done by then, and reads the batch's columns of that alone. A step that is told of as done before the cut is not written any more; one that is not counts as never read.
/// </summary>
public sealed class ReadProgress
{
    private readonly Lock _lock = new();
    private readonly bool[] _reads;
    private readonly bool[] _lookups;
    private readonly bool[] _onDemand;
    private readonly List<Finding> _refusals = [];
    private volatile bool _isCut;

    /// <summary>Nothing of a service is read.</summary>
    public ReadProgress(ServicePlan service) => (_reads, _lookups, _onDemand) = (new bool[service.Reads.Count], new bool[service.Lookups.Count], new bool[service.OnDemand.Count]);

    /// <summary>Whether nobody waits any more for what is not done.</summary>
    public bool IsCut => _isCut;

    /// <summary>Cuts the read off: from now on nothing becomes done.</summary>
    /// <returns>Why views that are done could not answer.</returns>
    public IReadOnlyList<Finding> Cut()
    {
        lock (_lock)
        {
            _isCut = true;
            return [.. _refusals.Distinct()];
        }
    }

    /// <summary>Whether what gives a feature is done. Asked after <see cref="Cut"/>.</summary>
    public bool Has(OnDemandInput input) => StepsOf(input.Kind)[input.Read];

    /// <summary>Tells that all is done.</summary>
    public void CompleteAll()
    {
        lock (_lock)
        {
            if (_isCut) return;
            foreach (var steps in (bool[][])[_reads, _lookups, _onDemand]) Array.Fill(steps, true);
        }
    }

    /// <summary>Tells that a step is done.</summary>
    /// <param name="kind">Of what.</param>
    /// <param name="index">Which of the service's reads, lookups or on-demand methods.</param>
    /// <param name="refusal">Why it could not answer; null where it did.</param>
    /// <returns>Whether to go on.</returns>
    internal bool Complete(InputKind kind, int index, Finding? refusal)
    {
        lock (_lock)
        {
            if (_isCut) return false;
            if (refusal is null) StepsOf(kind)[index] = true;
            else _refusals.Add(refusal);
            return true;
        }
    }

    private bool[] StepsOf(InputKind kind) => kind switch
    {
        InputKind.Feature => _reads,
        InputKind.Lookup => _lookups,
        InputKind.OnDemand => _onDemand,
        _ => throw new InvalidOperationException("A field of a request is not read."),
    };
}
