using Quern.Drift;
using Quern.Profiles;
using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>Looks at the profiles of rows, bucket by bucket, for what is not as it was before.</summary>
/// <param name="width">How long a bucket is.</param>
/// <param name="holidays">The beginnings of days like no others: buckets that lie in one are not looked at, and nothing is learnt from them. Null for none.</param>
public sealed class RowWatch(Duration width, IReadOnlySet<Instant>? holidays = null)
{
    private const long Week = 7L * 86_400 * Instant.PerSecond;
    private const int ReferenceBuckets = 28;

    private static readonly Duration Day = new(86_400L * Instant.PerSecond);

    // What is a week away is alike, where a week is a whole number of buckets.
    private readonly SignalChecks _checks = new(Week % width.Microseconds == 0 ? (int)(Week / width.Microseconds) : 7);

    /// <summary>How many threads look at figures at once. Default: one for each processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How many buckets before one are looked at to learn what is usual: thirteen weeks of days, four weeks of shorter ones.</summary>
    public int Past => _checks.Past;

    /// <summary>What is not as it was before in the bucket that begins at an instant; nothing, while there are too few buckets before it.</summary>
    /// <param name="profiles">The profiles by the beginning of their bucket; where there is none, there were no rows.</param>
    /// <param name="start">When the bucket begins.</param>
    public WatchReport Check(IReadOnlyDictionary<Instant, RowProfile> profiles, Instant start)
    {
        var first = profiles.Keys.Where(one => one <= start).DefaultIfEmpty(start).Min();
        var count = (int)Math.Min(Past, (start.Microseconds - first.Microseconds) / width.Microseconds) + 1;
        Instant[] starts = [.. Enumerable.Range(0, count).Select(back => new Instant(start.Microseconds - ((count - 1 - back) * width.Microseconds)))];
        RowProfile?[] buckets = [.. starts.Select(profiles.GetValueOrDefault)];
        var skipped = Enumerable.Range(0, count).Where(at => IsHoliday(starts[at])).ToHashSet();
        // What is looked at must not be part of what it is compared with.
        var reference = RowProfile.MergeAll([.. buckets.SkipLast(2).OfType<RowProfile>().TakeLast(ReferenceBuckets)], ForEach);
        if (reference is null || skipped.Contains(count - 1)) return new(start, count - 1, 0, []);
        var signals = new RowSignals(buckets, reference, skipped, ForEach);
        Shift[] tests = [.. Enumerable.Range(0, signals.Groups).AsParallel().AsOrdered().WithDegreeOfParallelism(Threads).SelectMany(group => signals.Of(group).Select(series => _checks.Test(series, count - 1)).OfType<Shift>().ToArray())];
        return new(start, count - 1, tests.Length, new CauseFinder(reference, buckets[^1]).Find(_checks.Believe(tests))) { Tests = tests };
    }

    private void ForEach(int count, Action<int> work) => Parallel.For(0, count, new() { MaxDegreeOfParallelism = Threads }, work);

    private bool IsHoliday(Instant start) => width.Microseconds <= Day.Microseconds && holidays?.Contains(start.Floor(Day)) == true;
}

/// <summary>What was found in a bucket.</summary>
/// <param name="Start">When the bucket begins.</param>
/// <param name="Learnt">How many buckets there were before it to learn from.</param>
/// <param name="Figures">How many figures were looked at; 0 when there was too little to learn from.</param>
/// <param name="Incidents">What is not as it was before, the surest first.</param>
public sealed record WatchReport(Instant Start, int Learnt, int Figures, IReadOnlyList<Incident> Incidents)
{
    /// <summary>Every figure that was looked at, moved or not.</summary>
    public IReadOnlyList<Shift> Tests { get; init; } = [];
}
