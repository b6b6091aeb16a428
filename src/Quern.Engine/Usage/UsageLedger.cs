using System.Collections.Concurrent;
using Quern.Planning;

namespace Quern.Engine.Usage;

/// <summary>
/// Counts what is read and written, hour by hour, and has it kept. What cannot be kept now is known all the same, told by <see cref="Trouble"/>, and kept the next time. Safe for use from several
/// threads, and by several processes with stores of one folder. Disposed when nothing is counted any more, it keeps the rest.
/// </summary>
public sealed class UsageLedger : IDisposable
{
    private const int SecondsPerHour = 3_600;
    private const int HoursPerDay = 24;

    // A day's lists of features are as callers like. Those beyond are counted feature by feature, of which there is a bounded number.
    private const int MostLists = 256;

    private readonly Lock _lock = new();
    private readonly Lock _keeping = new();
    private readonly IUsageStore _store;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<UsageCell> _listed = [];
    private readonly Action<UsageCell> _list;
    private readonly HashSet<string> _lists = new(StringComparer.Ordinal);
    private Dictionary<UsageKey, UsageCounts> _unkept = [];
    private Dictionary<string, UsageShape> _shapes = new(StringComparer.Ordinal);
    private ConsumerTable _consumers = new();
    private long _day;

    /// <summary>A ledger that has counted nothing.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="time">Tells the hour.</param>
    public UsageLedger(IUsageStore store, TimeProvider time)
    {
        (_store, _time, _list) = (store, time, _listed.Enqueue);
        _day = Hour / HoursPerDay;
    }

    /// <summary>How long a server rests between two times that it takes what was counted. Default: 10 seconds.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets what went wrong when counts were kept the last time; null when it went well, or was not tried yet.</summary>
    public Finding? Trouble { get; private set; }

    /// <summary>Gets those who read. Every day it begins anew.</summary>
    public ConsumerTable Consumers => Volatile.Read(ref _consumers);

    /// <summary>Gets or sets who is told of what is counted, as it is taken: the shape, where it is of one, of what it is, and how much.</summary>
    public Action<UsageShape?, UsageKey, UsageCounts>? Told { get; set; }

    /// <summary>Gets the hour since 1970 that it is now.</summary>
    public long Hour => _time.GetUtcNow().ToUnixTimeSeconds() / SecondsPerHour;

    /// <summary>Counts the reads of a service or of a list of features.</summary>
    public UsageTally TallyOf(ServicePlan plan) => new(UsageShape.Of(plan), _list);

    /// <summary>A training set that was made.</summary>
    /// <param name="plan">What was asked for.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="bytes">How long the file is.</param>
    /// <param name="took">The processor's time for it.</param>
    /// <param name="scanned">How many rows of sources were read.</param>
    public void AddTrainingSet(ServicePlan plan, long rows, long bytes, TimeSpan took, long scanned)
    {
        var shape = UsageShape.Of(plan);
        lock (_lock) Add(UsageKind.TrainingSet, shape, ConsumerNames.TrainingSets, new(1, rows, rows * shape.Features.Count, bytes, took.Ticks, scanned));
    }

    /// <summary>Something that was written of a view.</summary>
    /// <param name="view">The view's reference.</param>
    /// <param name="way">By which way: <see cref="ConsumerNames.Materialize"/> or <see cref="ConsumerNames.Stream"/>.</param>
    /// <param name="counts">How much.</param>
    public void AddWrite(string view, string way, UsageCounts counts)
    {
        lock (_lock) Add(null, new(Hour, UsageKind.Write, view, way), counts);
    }

    /// <summary>Processor time of this server, whatever it was for.</summary>
    public void AddServer(TimeSpan time)
    {
        lock (_lock) Add(null, new(Hour, UsageKind.Server, UsageKey.None, UsageKey.None), new(0, 0, 0, 0, time.Ticks, 0));
    }

    /// <summary>Takes what tallies have counted since the last call.</summary>
    public void Take()
    {
        lock (_lock)
        {
            // Cells that are counted in meanwhile list themselves again, and have their turn the next time.
            for (var left = _listed.Count; left > 0 && _listed.TryDequeue(out var cell); left--) Add(UsageKind.Read, cell.Shape, cell.Consumer, cell.Take());
            if (Hour / HoursPerDay == _day) return;
            // Names and lists of yesterday make room.
            _day = Hour / HoursPerDay;
            _lists.Clear();
            Volatile.Write(ref _consumers, new());
        }
    }

    /// <summary>Puts what was taken since the last call into the store.</summary>
    public void Keep()
    {
        lock (_keeping)
        {
            Dictionary<UsageKey, UsageCounts> counts;
            Dictionary<string, UsageShape> shapes;
            lock (_lock)
            {
                if (_unkept.Count == 0) return;
                (counts, shapes) = (_unkept, _shapes);
                (_unkept, _shapes) = ([], new(StringComparer.Ordinal));
            }

            Finding? trouble = null;
            foreach (var day in counts.GroupBy(counted => counted.Key.Hour / HoursPerDay))
                try
                {
                    _store.Add(day.Key, new(day.ToDictionary(), shapes));
                }
                catch (QuernException e)
                {
                    trouble = e.Findings[0];
                    GiveBack(day, shapes);
                }

            Trouble = trouble;
        }
    }

    /// <summary>All that was counted from an hour since 1970 on, by whomever, and be it not kept yet.</summary>
    /// <exception cref="QuernException">What is kept cannot be read.</exception>
    public UsageHistory Read(long fromHour)
    {
        Take();
        // What is being kept just now is in the store afterwards.
        lock (_keeping)
        {
            UsageHistory waiting;
            lock (_lock) waiting = new(_unkept.Where(counted => counted.Key.Hour >= fromHour).ToDictionary(), new Dictionary<string, UsageShape>(_shapes, StringComparer.Ordinal));
            return _store.Read(fromHour).With(waiting);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Take();
        Keep();
    }

    private void GiveBack(IEnumerable<KeyValuePair<UsageKey, UsageCounts>> counts, Dictionary<string, UsageShape> shapes)
    {
        lock (_lock)
        {
            foreach (var (key, more) in counts)
            {
                _unkept[key] = _unkept.GetValueOrDefault(key) + more;
                if (shapes.TryGetValue(key.Subject, out var shape)) _shapes.TryAdd(key.Subject, shape);
            }
        }
    }

    private void Add(UsageKind kind, UsageShape shape, string consumer, UsageCounts counts)
    {
        if (shape.Service is not null || _lists.Contains(shape.Id) || _lists.Count < MostLists)
        {
            if (shape.Service is null) _lists.Add(shape.Id);
            AddOf(kind, shape, consumer, counts);
            return;
        }

        var each = new UsageCounts(0, 0, counts.Rows, counts.Bytes / shape.Features.Count, counts.Ticks / shape.Features.Count, 0);
        foreach (var feature in shape.Features) AddOf(kind, new(null, [feature]), consumer, each);
        // The rest belongs to none.
        AddOf(kind, new(null, []), consumer, counts with { Values = 0, Bytes = counts.Bytes % shape.Features.Count, Ticks = counts.Ticks % shape.Features.Count });
    }

    private void AddOf(UsageKind kind, UsageShape shape, string consumer, UsageCounts counts)
    {
        _shapes.TryAdd(shape.Id, shape);
        Add(shape, new(Hour, kind, shape.Id, consumer), counts);
    }

    private void Add(UsageShape? shape, UsageKey key, UsageCounts counts)
    {
        if (counts == default) return;
        _unkept[key] = _unkept.GetValueOrDefault(key) + counts;
        Told?.Invoke(shape, key, counts);
    }
}
