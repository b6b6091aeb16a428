using Quern.Definitions;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>Counts over the log of a service in how many reads its views were there as it promises at its point in time. Exact.</summary>
public sealed class AvailabilityScan
{
    private const string NothingThere = "NOTHING_THERE";

    private readonly ServedShape _shape;
    private readonly Counted[] _promises;

    private AvailabilityScan(ServedShape shape) => (_shape, _promises) = (shape, [.. shape.Plan.Availability.Select(promise => new Counted(promise, shape.Plan))]);

    /// <summary>Counts the reads of an interval: one report for each promise, in their order.</summary>
    /// <param name="history">The log.</param>
    /// <param name="shape">The service as it is now.</param>
    /// <param name="served">The instants of the reads.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">The log cannot be read.</exception>
    public static IReadOnlyList<AvailabilityReport> Run(IServedHistory history, ServedShape shape, Interval served, CancellationToken cancellation)
    {
        var scan = new AvailabilityScan(shape);
        if (scan._promises.Length > 0) history.ScanValues(shape, served, scan.Take, cancellation);
        return [.. scan._promises.Select(promise => promise.Report)];
    }

    private void Take(ServedValues values)
    {
        var isThere = _shape.Plan.Outputs.Select((_, output) => IsThere(values.Statuses[output])).ToArray();
        foreach (var promise in _promises) promise.Take(values, isThere);
    }

    // By the status's code: whether a value came of the view itself, be it null.
    private static bool[] IsThere(TextColumn statuses)
    {
        var known = new bool[statuses.Pool.Count];
        for (var code = 0; code < known.Length; code++)
        {
            var status = statuses.Pool.Utf8(code);
            known[code] = status.SequenceEqual("PRESENT"u8) || status.SequenceEqual("NULL_VALUE"u8);
        }

        return known;
    }

    /// <summary>What is counted for one promise.</summary>
    private sealed class Counted
    {
        private readonly AvailabilityDefinition _promise;
        private readonly int _timed;
        private readonly int? _aggregated;
        private readonly int[] _outputs;
        private readonly Dictionary<string, long> _missing = new(StringComparer.Ordinal);
        private long _reads;
        private long _older;

        public Counted(AvailabilityDefinition promise, ServicePlan plan)
        {
            _promise = promise;
            var names = plan.Reads.Select(read => read.Name).Concat(plan.Lookups.Select(read => read.Name)).ToList();
            _timed = names.IndexOf(promise.Of);
            // The event time that is told of aggregates is that of the read.
            _aggregated = _timed < plan.Reads.Count && plan.Reads[_timed].View is not AttributeViewPlan ? _timed : null;
            var (kind, read) = _timed < plan.Reads.Count ? (InputKind.Feature, _timed) : (InputKind.Lookup, _timed - plan.Reads.Count);
            _outputs = [.. Enumerable.Range(0, plan.Outputs.Count).Where(output => plan.Outputs[output].Input is var input && input.Kind == kind && input.Read == read)];
        }

        public AvailabilityReport Report => new(_promise, _reads, _missing, _older);

        public void Take(ServedValues values, bool[][] isThere)
        {
            for (var row = 0; row < values.At.Length; row++)
            {
                // A version that did not read the view promised nothing of it.
                if (_outputs.Length > 0 && !IsTold(values, row)) continue;
                _reads++;
                if (Missing(values, isThere, row) is { } status) _missing[status] = _missing.GetValueOrDefault(status) + 1;
                else if (_promise.Within is { } within && values.At[row] - Known(values, row) > within.Microseconds) _older++;
            }
        }

        private bool IsTold(ServedValues values, int row)
        {
            foreach (var output in _outputs)
                if (!values.Statuses[output].IsNull(row))
                    return true;
            return false;
        }

        private string? Missing(ServedValues values, bool[][] isThere, int row)
        {
            if (_outputs.Length == 0) return Known(values, row) == 0 ? NothingThere : null;
            foreach (var output in _outputs)
                if (values.Statuses[output] is var statuses && !statuses.IsNull(row) && !isThere[output][statuses.Codes[row]])
                    return statuses.Pool[statuses.Codes[row]];
            return null;
        }

        // Of when what the view had is; long ago where nobody knows.
        private long Known(ServedValues values, int row) => _aggregated is { } read ? values.OnlineTo[read][row] : values.EventTimes[_timed][row];
    }
}
