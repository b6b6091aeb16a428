using Quern.Engine.Objectives;

namespace Quern.Server.Objectives;

/// <summary>
/// Counts for each objective what was good and what was not, minute by minute, and tells how each stands. What was counted outlives the server once <see cref="Keep"/> has put it into the store. Safe
/// for use from several threads; for one process at a time.
/// </summary>
public sealed class ServiceLevels
{
    private readonly Lock _lock = new();
    private readonly Lock _keeping = new();
    private readonly IMinuteStore _store;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, MinuteCounts> _counts;
    private readonly Dictionary<string, ReadTally> _tallies;
    private readonly Dictionary<(string Measure, long Minute), (long Good, long All)> _unkept = [];
    private (long Minute, IReadOnlyList<ObjectiveReport> Reports)? _last;

    /// <summary>Goes on with what is kept.</summary>
    /// <param name="objectives">The objectives; names are unique.</param>
    /// <param name="store">Where counts are kept.</param>
    /// <param name="time">Tells the minute.</param>
    /// <exception cref="QuernException">What is kept cannot be read.</exception>
    public ServiceLevels(IReadOnlyList<Objective> objectives, IMinuteStore store, TimeProvider time)
    {
        (Objectives, _store, _time) = (objectives, store, time);
        _counts = objectives.Select(objective => objective.Measure).Distinct().ToDictionary(measure => measure, store.Read, StringComparer.Ordinal);
        _tallies = Measured(IsOfReads).GroupBy(objective => objective.Subject, StringComparer.Ordinal)
            .ToDictionary(service => service.Key, service => new ReadTally(service.Where(objective => objective.Kind == ObjectiveKind.Latency).Select(objective => objective.Within)), StringComparer.Ordinal);
    }

    /// <summary>The objectives.</summary>
    public IReadOnlyList<Objective> Objectives { get; }

    /// <summary>How long a server rests between two looks at what it measures. Default: 10 seconds.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets what went wrong when counts were kept the last time; null when it went well, or was not tried yet.</summary>
    public Finding? Trouble { get; private set; }

    /// <summary>How each objective stands, in their order.</summary>
    public IReadOnlyList<ObjectiveReport> Reports
    {
        get
        {
            var minute = Minute;
            lock (_lock)
            {
                // Four weeks of minutes are added up for each, and many ask.
                if (_last is { } last && last.Minute == minute) return last.Reports;
                ObjectiveReport[] reports = [.. Objectives.Select(objective => ObjectiveReport.Of(objective, _counts[objective.Measure], minute))];
                _last = (minute, reports);
                return reports;
            }
        }
    }

    /// <summary>Gets the minute since 1970 that it is now.</summary>
    internal long Minute => _time.GetUtcNow().ToUnixTimeSeconds() / 60;

    /// <summary>Adds audited values of a service.</summary>
    /// <param name="service">The service; one without an objective of skew is passed over.</param>
    /// <param name="same">How many were as history has them.</param>
    /// <param name="all">How many were audited.</param>
    public void AddAudited(string service, long same, long all)
    {
        if (Objectives.FirstOrDefault(objective => objective.Kind == ObjectiveKind.Skew && objective.Subject == service) is { } of) Add(of, same, all);
    }

    /// <summary>Puts what was counted since the last call into the store. What cannot be put now is known all the same, told by <see cref="Trouble"/>, and put the next time.</summary>
    public void Keep()
    {
        lock (_keeping)
        {
            KeyValuePair<(string Measure, long Minute), (long Good, long All)>[] counted;
            lock (_lock)
            {
                counted = [.. _unkept];
                _unkept.Clear();
            }

            var kept = 0;
            try
            {
                for (; kept < counted.Length; kept++) _store.Add(counted[kept].Key.Measure, counted[kept].Key.Minute, counted[kept].Value.Good, counted[kept].Value.All);
                Trouble = null;
            }
            catch (QuernException e)
            {
                Trouble = e.Findings[0];
                lock (_lock)
                    foreach (var (place, (good, all)) in counted.AsSpan(kept)) AddUnkept(place, good, all);
            }
        }
    }

    /// <summary>Counts the reads of a service; null when it has no objective of reads.</summary>
    internal ReadTally? TallyOf(string? service) => service is null ? null : _tallies.GetValueOrDefault(service);

    /// <summary>A read that was turned away before it was known of which service.</summary>
    internal void AddTurnedAway()
    {
        foreach (var tally in _tallies.Values) tally.AddFailed();
    }

    /// <summary>Adds what reads were counted since the last call.</summary>
    internal void TakeReads()
    {
        foreach (var objective in Measured(IsOfReads))
        {
            var (good, all) = _tallies[objective.Subject].Take(objective);
            Add(objective, good, all);
        }
    }

    /// <summary>An objective of some kinds for each measure of them.</summary>
    internal IEnumerable<Objective> Measured(Func<ObjectiveKind, bool> isWanted) => Objectives.Where(objective => isWanted(objective.Kind)).DistinctBy(objective => objective.Measure);

    /// <summary>Adds whether something was good in this minute.</summary>
    internal void AddMinute(Objective objective, bool isGood) => Add(objective, isGood ? 1 : 0, 1);

    private static bool IsOfReads(ObjectiveKind kind) => kind is ObjectiveKind.Latency or ObjectiveKind.Errors;

    private void Add(Objective objective, long good, long all)
    {
        if (all == 0) return;
        lock (_lock)
        {
            var minute = Minute;
            _counts[objective.Measure].Add(minute, good, all);
            AddUnkept((objective.Measure, minute), good, all);
            _last = null;
        }
    }

    private void AddUnkept((string Measure, long Minute) place, long good, long all)
    {
        var before = _unkept.GetValueOrDefault(place);
        _unkept[place] = (before.Good + good, before.All + all);
    }
}
