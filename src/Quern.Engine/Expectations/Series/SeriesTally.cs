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
    private long _failed;
    private long? _judged;

    public SeriesRange Range => range;

    /// <summary>Gets the fields that must be read.</summary>
    public virtual IEnumerable<int> Fields => [];

    /// <summary>Gets what is counted that fails.</summary>
    protected abstract string Unit { get; }

    /// <summary>Gets one of how many rows was looked at.</summary>
    protected virtual int Sample => 1;

    /// <summary>Gets whether a gap goes on as of when is judged.</summary>
    protected virtual bool GoesOn => false;

    /// <summary>Gets what is told.</summary>
    protected IEnumerable<SeriesBreach> Told => _new is null ? _breaches : _breaches.Append(_new);

    /// <summary>A tally for an expectation.</summary>
    public static SeriesTally Of(SourceDefinition source, SeriesExpectation expectation, SeriesRange range) => expectation switch
    {
        VolumeExpectation volume => new VolumeTally(volume, range),
        FreshnessExpectation freshness => new FreshnessTally(freshness, range),
        LatenessExpectation lateness => new LatenessTally(source, lateness, range),
        UniqueExpectation unique => new UniqueTally(unique, range),
        MonotoneExpectation monotone => new MonotoneTally(monotone, range),
        _ => throw new ArgumentOutOfRangeException(nameof(expectation), expectation, null),
    };

    /// <summary>From when on rows must be known to judge what happens from an instant on.</summary>
    public abstract Instant Reach(Instant from);

    /// <summary>Takes rows that count.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="times">The event times of all rows of the batch, in microseconds.</param>
    /// <param name="rows">Which rows count, ascending.</param>
    public abstract void Add(EventBatch batch, ReadOnlySpan<long> times, ReadOnlySpan<int> rows);

    /// <summary>Judges all rows that have been taken.</summary>
    /// <returns>Which time to read again to name the rows that fail; null where none has a name.</returns>
    public Interval? Finish()
    {
        (_failed, _judged) = Judge();
        long[] times = [.. Told.Select(breach => breach.Row).OfType<(UInt128 Key, long Time)>().Select(row => row.Time)];
        return times.Length == 0 ? null : new(new(times.Min()), new(times.Max() + 1));
    }

    /// <summary>Looks for the rows that failed among those that are read again.</summary>
    public virtual void Name(EventBatch batch, ReadOnlySpan<long> times, ReadOnlySpan<int> rows)
    {
    }

    /// <summary>What came of it, as <see cref="Finish"/> found.</summary>
    public SeriesOutcome Outcome(SourceDefinition source, SeriesExpectation expectation, long rows) =>
        new(source.Name, expectation, rows, _failed, Unit) { Judged = _judged, Breaches = [.. _breaches.Select(Named)], New = _new is { } one ? Named(one) : null, Sample = Sample, GoesOn = GoesOn };

    /// <summary>Tells of each breach, in the order of time, and gives how much fails, and of how much; null where that cannot be counted.</summary>
    protected abstract (long Failed, long? Judged) Judge();

    /// <summary>A breach with the name of its row.</summary>
    protected virtual SeriesBreach Named(SeriesBreach breach) => breach;

    /// <summary>An end of a bucket; the first and the last of all may reach out of time.</summary>
    protected static Instant Usable(long time) => new(Math.Clamp(time, Instant.Min.Microseconds, Instant.Max.Microseconds));

    /// <summary>Tells of what is not as it should be.</summary>
    protected void Tell(SeriesBreach breach)
    {
        if (_breaches.Count < Shown) _breaches.Add(breach);
        if (breach.Since >= range.SeenTo) _new ??= breach;
    }
}
