using Quern.Connectors.Kafka;
using Quern.Connectors.Redis;
using Quern.Engine.Feeds;
using Quern.Engine.Online;
using Quern.Engine.Parts;
using Quern.Engine.Streams;
using Quern.Planning;

namespace Quern.Connectors.Workers;

/// <summary>A worker: a member of the group of each topic whose partitions are shared, with the parts that the groups give it. Disposing it writes what has come and lets go of all parts, so that others take them at once, and brings tables up to date; a second time nothing happens.</summary>
public sealed class WorkerHost : IDisposable
{
    /// <summary>How long a worker is believed to be there after its last word.</summary>
    public static readonly TimeSpan Presence = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);
    private readonly WorkerOptions _options;
    private readonly IOnlineStore _main;
    private readonly RedisParts _parts;
    private readonly Lock _lock = new();
    private readonly WorkerMeter _meter;
    private readonly WorkerUsage _usage;
    private readonly WorkerTables? _tables;
    private readonly BackgroundLoop _beats;
    private readonly string _id = Guid.NewGuid().ToString("n");
    private volatile WorkerFeed[] _feeds = [];
    private string _held = "";
    private volatile Finding? _clockTrouble;
    private double _clockAhead = double.NaN;
    private long _lastBeat;
    private volatile bool _isUsed;
    private volatile bool _isOver;

    /// <summary>Nothing is taken until definitions are.</summary>
    /// <param name="options">What it works on, and how.</param>
    /// <param name="main">The project's store, which stays the caller's.</param>
    /// <param name="parts">The parts, which stay the caller's.</param>
    public WorkerHost(WorkerOptions options, IOnlineStore main, RedisParts parts)
    {
        (_options, _main, _parts) = (options, main, parts);
        LookAtClock();
        _lastBeat = options.Time.GetTimestamp();
        _usage = new(options.Usage, options.Time);
        _tables = options.Tables is { } tables ? new(tables, parts, () => _feeds.SelectMany(feed => feed.Parts, (feed, part) => (feed.Stream, part.Number)), options.Time) : null;
        _meter = new(options.Shared.Values, () => _feeds, () => Volatile.Read(ref _clockAhead), _tables);
        _beats = new("heartbeat", Beat, SayHow, _ => { });
    }

    /// <summary>Gets the parts that it has, as <c>sales/3</c>, in order.</summary>
    public IReadOnlyList<string> Held => [.. _feeds.SelectMany(feed => feed.Parts).Select(part => part.Name)];

    /// <summary>Gets how the parts are that it has.</summary>
    public IReadOnlyList<PartWord> Words => [.. _feeds.SelectMany(feed => feed.Parts).Select(part => part.Word).OfType<PartWord>()];

    /// <summary>Gets whether it takes what it is given: it has definitions, is a member of all groups, Redis answers, and nothing is wrong. One that waits for parts, since others have them all, is ready too.</summary>
    public bool IsReady => _isUsed && !_isOver && _feeds.All(feed => feed.IsReading) && _options.Time.GetElapsedTime(Volatile.Read(ref _lastBeat)) < Presence;

    /// <summary>Gets or sets where it answers how it is, which others are told; null where it does not.</summary>
    public string? Url { get; set; }

    /// <summary>Gets what those listen to who collect measures.</summary>
    internal System.Diagnostics.Metrics.Meter Meter => _meter.Meter;

    /// <summary>Everything that is wrong with what settings say of shared streams.</summary>
    /// <param name="shared">The streams that are shared.</param>
    /// <param name="feeds">What feeds streams.</param>
    /// <param name="online">Where online state is; null for the project's folder.</param>
    public static IReadOnlyList<Finding> Check(IReadOnlyDictionary<string, SharedSettings> shared, IReadOnlyDictionary<string, IFeedSource> feeds, RedisSettings? online)
    {
        var findings = new List<Finding>();
        foreach (var (stream, settings) in shared.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (online is null) findings.Add(WorkerFindings.NoRedis(settings.Path));
            if (feeds.GetValueOrDefault(stream) is not KafkaFeed topic) findings.Add(WorkerFindings.NoTopic(settings.Path, stream));
            else if (topic.Settings.Settings.ContainsKey("group.instance.id")) findings.Add(WorkerFindings.StaticMember($"{topic.Settings.Path}.settings.group.instance.id"));
        }

        return findings;
    }

    /// <summary>Everything that is wrong with the topics, as far as they answer: one that does not may do so later.</summary>
    /// <param name="shared">The streams that are shared.</param>
    /// <param name="feeds">What feeds streams.</param>
    /// <param name="time">This machine's clock.</param>
    /// <param name="stop">Cancelled when nobody waits for it any more.</param>
    public static IReadOnlyList<Finding> CheckTopics(IReadOnlyDictionary<string, SharedSettings> shared, IReadOnlyDictionary<string, IFeedSource> feeds, TimeProvider time, CancellationToken stop)
    {
        var findings = new List<Finding>();
        foreach (var (stream, settings) in shared.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (feeds[stream] is not KafkaFeed topic) continue;
            if (topic.ForWorkers().Check() is { Count: > 0 } wrong) findings.AddRange(wrong);
            else if (topic.Probe(time, stop).Parts is { } parts && parts != settings.Parts) findings.Add(WorkerFindings.OtherPartitions(topic.Settings.Topic, parts, settings));
        }

        return findings;
    }

    /// <summary>What is wrong with this machine's clock; null when nothing is.</summary>
    /// <exception cref="QuernException">Redis cannot be asked.</exception>
    public static Finding? CheckClock(RedisParts parts) => ClockTrouble(parts, parts.ClockAhead());

    /// <summary>Goes on with a version of the definitions; the parts are asked for when the first is given.</summary>
    /// <exception cref="QuernException">A view cannot be kept in parts, or computed from what has come: everything that is wrong. What was served before goes on.</exception>
    public void Use(RepositoryPlan plan)
    {
        if (SharedViewCheck.Run(plan, _parts.Streams) is { Count: > 0 } findings) throw new QuernException(findings);
        lock (_lock)
        {
            if (_isOver) return;
            foreach (var settings in _options.Shared.Values.OrderBy(each => each.Stream, StringComparer.Ordinal))
            {
                var own = SharedViews.Of(plan, settings.Stream);
                if (_feeds.FirstOrDefault(feed => feed.Stream == settings.Stream) is { } running) running.Use(own);
                else if (own.Definition.Sources.Count > 0) _feeds = [.. _feeds, Start(settings, own)];
            }

            _isUsed = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isOver) return;
            _isOver = true;
            foreach (var feed in _feeds) feed.Stop();
            foreach (var feed in _feeds) feed.Dispose();
            _feeds = [];
        }

        // What the parts got last; others have them meanwhile.
        _tables?.Dispose();
        _beats.Dispose();
        _meter.Dispose();
        try
        {
            _parts.Leave(_id);
        }
        catch (QuernException)
        {
            // It is forgotten by itself.
        }
    }

    private WorkerFeed Start(SharedSettings settings, RepositoryPlan plan) => new(
        settings,
        ((KafkaFeed)_options.Feeds[settings.Stream]).ForWorkers(),
        plan,
        (part, with, warn, stop) => Open(settings, part, with, warn, stop),
        () => _clockTrouble,
        _options,
        _meter,
        TellHeld);

    private WorkerPart Open(SharedSettings settings, int number, RepositoryPlan plan, Action<Finding> warn, CancellationToken stop)
    {
        var part = WorkerPart.Open(settings, number, plan, _main, _parts, _options.Clock, _options.Time, _meter.Streams, _usage, warn, stop);
        if (_tables is { } tables) part.Closed = () => tables.Leave(settings.Stream, number);
        return part;
    }

    private void TellHeld() => Task.Run(() =>
    {
        string text;
        lock (_lock)
        {
            text = string.Join(", ", Held);
            if (text == _held || _isOver) return;
            _held = text;
        }

        _options.Changed(text);
    });

    private void SayHow()
    {
        _usage.Sample();
        if (_isOver) return;
        var ahead = LookAtClock();
        TellHeld();
        _parts.Say(new(_id, _options.Name, Math.Round(ahead.TotalMilliseconds), Words) { Url = Url });
        Volatile.Write(ref _lastBeat, _options.Time.GetTimestamp());
    }

    private TimeSpan LookAtClock()
    {
        try
        {
            var ahead = _parts.ClockAhead();
            Volatile.Write(ref _clockAhead, ahead.TotalSeconds);
            _clockTrouble = ClockTrouble(_parts, ahead);
            return ahead;
        }
        catch (QuernException)
        {
            // Not known while Redis does not answer.
            Volatile.Write(ref _clockAhead, double.NaN);
            throw;
        }
    }

    private static Finding? ClockTrouble(RedisParts parts, TimeSpan ahead) => ahead.Duration() > ClockTolerance ? WorkerFindings.Clock(parts.Address, ahead) : null;
}
