using Quern.Definitions;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Expectations.Series;

/// <summary>Gathers what an expectation of rows together needs of them, in any order, from all threads that read.</summary>
/// <param name="range">What is judged.</param>
internal abstract class SeriesTally(SeriesRange range)
{
    private const int Shown = 100;

    private readonly List<SeriesBreach> _breaches = [];
    private SeriesBreach? _new;

    public SeriesRange Range => range;

    /// <summary>Gets the fields that must be read.</summary>
    public virtual IEnumerable<int> Fields => [];

    /// <summary>Gets what is counted that fails.</summary>
    protected abstract string Unit { get; }

    /// <summary>A tally for an expectation.</summary>
    public static SeriesTally Of(SourceDefinition source, SeriesExpectation expectation, SeriesRange range) => expectation switch
    {
        VolumeExpectation volume => new VolumeTally(volume, range),
        FreshnessExpectation freshness => new FreshnessTally(freshness, range),
        LatenessExpectation lateness => new LatenessTally(source, lateness, range),
        _ => throw new ArgumentOutOfRangeException(nameof(expectation), expectation, null),
    };

    /// <summary>From when on rows must be known to judge what happens from an instant on.</summary>
    public abstract Instant Reach(Instant from);

    /// <summary>Takes rows that count.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="times">The event times of all rows of the batch, in microseconds.</param>
    /// <param name="rows">Which rows count, ascending.</param>
    public abstract void Add(EventBatch batch, ReadOnlySpan<long> times, ReadOnlySpan<int> rows);

    /// <summary>What came of it; when all rows have been taken.</summary>
    public SeriesOutcome Outcome(SourceDefinition source, SeriesExpectation expectation, long rows)
    {
        _breaches.Clear();
        _new = null;
        var (failed, judged) = Judge();
        return new(source.Name, expectation, rows, failed, Unit) { Judged = judged, Breaches = [.. _breaches], New = _new };
    }

    /// <summary>Tells of each breach, in the order of time, and gives how much fails, and of how much; null where that cannot be counted.</summary>
    protected abstract (long Failed, long? Judged) Judge();

    /// <summary>An end of a bucket; the first and the last of all may reach out of time.</summary>
    protected static Instant Usable(long time) => new(Math.Clamp(time, Instant.Min.Microseconds, Instant.Max.Microseconds));

    /// <summary>Tells of what is not as it should be.</summary>
    protected void Tell(SeriesBreach breach)
    {
        if (_breaches.Count < Shown) _breaches.Add(breach);
        if (breach.Since >= range.SeenTo) _new ??= breach;
    }
}
