using Quern.Connectors.Redis;
using Quern.Engine.Online;
using Quern.Engine.Parts;
using Quern.Engine.Streams;
using Quern.Engine.Usage;
using Quern.Planning;
using StackExchange.Redis;

namespace Quern.Connectors.Workers;

/// <summary>The logs and states of the parts of shared streams in Redis, and what workers say of themselves there. All parts are reached over two connections.</summary>
public sealed partial class RedisParts : ISharedState
{
    private const long CacheBytes = 128L << 20;
    private readonly IReadOnlyDictionary<string, SharedSettings> _settings;
    private readonly RedisSettings _redis;
    private readonly RedisKeys _keys;
    private readonly PageCache _cache = new(CacheBytes);
    private readonly string _prefix;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private Links? _links;

    /// <summary>Nothing is connected until something is asked for.</summary>
    /// <param name="redis">Where they are.</param>
    /// <param name="project">The project's name.</param>
    /// <param name="settings">The streams that are shared.</param>
    /// <param name="time">This machine's clock.</param>
    public RedisParts(RedisSettings redis, string project, IReadOnlyDictionary<string, SharedSettings> settings, TimeProvider time)
    {
        (_redis, _prefix, _settings, _time) = (redis, redis.Prefix.Length == 0 ? project : redis.Prefix, settings, time);
        // One key each of these is: in which slot it lies does not matter.
        _keys = new(_prefix, isCluster: true);
        Streams = settings.Values.ToDictionary(each => each.Stream, each => each.Shared, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, SharedStream> Streams { get; }

    /// <summary>Gets where workers keep what they write, as it is counted for usage: beside the parts.</summary>
    public IUsageStore Usage => new RedisUsage(() => (Reading, Writing), _keys, _time);

    /// <summary>Gets the server, as people write it.</summary>
    public string Address => _redis.Address;

    private Links Connected
    {
        get
        {
            lock (_lock) return _links ??= Connect();
        }
    }

    private RedisLink Reading => Connected.Reads;

    private RedisLink Writing => Connected.Writes;

    /// <summary>Opens them, for a project's store that was opened and belongs to it.</summary>
    /// <param name="redis">Where they are.</param>
    /// <param name="project">The project's name.</param>
    /// <param name="settings">The streams that are shared.</param>
    /// <param name="time">This machine's clock.</param>
    /// <exception cref="QuernException">The server cannot be reached, or a stream is kept there in other parts than the settings say: everything that is wrong.</exception>
    public static RedisParts Open(RedisSettings redis, string project, IReadOnlyDictionary<string, SharedSettings> settings, TimeProvider time)
    {
        var parts = new RedisParts(redis, project, settings, time);
        parts._links = parts.Connect();
        return parts;
    }

    /// <inheritdoc/>
    public IOnlineSnapshot OpenPart(string stream, int part) => new RedisSnapshot(new(Reading, KeysOf(stream, part).State, _cache));

    /// <inheritdoc/>
    public StreamLog LogOf(string stream, int part) => new(OpenStores(stream, part).Log);

    /// <inheritdoc/>
    public void Fetch(IReadOnlyList<WantedPartitions> wanted) => RedisSnapshot.Prefetch(wanted);

    /// <summary>The log and the state of a part, to be written; who holds the log's lock may write both.</summary>
    /// <exception cref="QuernException">The server cannot be reached.</exception>
    public (IOnlineStore Log, IOnlineStore State) OpenStores(string stream, int part) =>
        RedisOnlineStore.OfPart(Reading, Writing, KeysOf(stream, part), _cache, _time, _settings[stream].Lease);

    /// <summary>How far a view's state is in the part that is least far; null while one of them has none.</summary>
    /// <exception cref="QuernException">The server cannot be asked.</exception>
    public ViewState? StateOf(ViewPlan view)
    {
        var (stream, least) = (view.Definition.Source.Stream!, (ViewState?)null);
        foreach (var part in PartsOf(stream))
        {
            using var snapshot = OpenPart(stream, part);
            if (OnlineCatalog.Find(snapshot, view) is not { } state) return null;
            if (least is null || state.LogPosition < least.LogPosition) least = state;
        }

        return least;
    }

    /// <summary>How many events the logs of a stream's parts have.</summary>
    /// <exception cref="QuernException">The server cannot be asked.</exception>
    public long Events(string stream) => PartsOf(stream).Sum(part => LogOf(stream, part).End(stream));

    /// <summary>How many events of the logs a view does not have in its state.</summary>
    /// <exception cref="QuernException">The server cannot be asked.</exception>
    public long Waiting(ViewPlan view)
    {
        var (stream, waiting) = (view.Definition.Source.Stream!, 0L);
        foreach (var part in PartsOf(stream))
        {
            using var snapshot = OpenPart(stream, part);
            waiting += LogOf(stream, part).End(stream) - (OnlineCatalog.Find(snapshot, view)?.LogPosition ?? 0);
        }

        return Math.Max(0, waiting);
    }

    /// <summary>The dead letters of all parts, with the name of the part of each, oldest first within a part.</summary>
    /// <param name="stream">Only those of one stream; null for all.</param>
    /// <exception cref="QuernException">The server cannot be asked.</exception>
    public IReadOnlyList<(string Part, DeadLetter Letter)> DeadLetters(string? stream = null) =>
        [.. from shared in Streams.Values where stream is null || shared.Name == stream
            from part in PartsOf(shared.Name)
            from letter in Engine.Streams.DeadLetters.List(OpenStores(shared.Name, part).Log)
            select (shared.NameOf(part), letter)];

    /// <summary>Throws the dead letters of a stream's parts away.</summary>
    /// <param name="stream">Only those of one stream; null for all.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="QuernException">The server cannot be written.</exception>
    public int DropDeadLetters(string? stream = null)
    {
        var dropped = 0;
        foreach (var shared in Streams.Values.Where(shared => stream is null || shared.Name == stream))
            foreach (var part in PartsOf(shared.Name))
            {
                var log = OpenStores(shared.Name, part).Log;
                var numbers = Engine.Streams.DeadLetters.List(log).Select(letter => letter.Number).ToArray();
                if (numbers.Length > 0) Engine.Streams.DeadLetters.Remove(log, numbers);
                dropped += numbers.Length;
            }

        return dropped;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _links?.Writes.Dispose();
        _links?.Reads.Dispose();
    }

    private IEnumerable<int> PartsOf(string stream) => Enumerable.Range(0, Streams[stream].Parts);

    private (RedisKeys Log, RedisKeys State) KeysOf(string stream, int part) => RedisKeys.OfPart(_prefix, Streams[stream].NameOf(part));

    private Links Connect()
    {
        var reads = RedisLink.Open(_redis);
        try
        {
            var writes = RedisLink.Open(_redis);
            Finding[] findings = [.. _settings.Values.Select(settings => CheckShape(settings, reads)).OfType<Finding>()];
            if (findings.Length == 0) return new(reads, writes);
            writes.Dispose();
            throw new QuernException(findings);
        }
        catch
        {
            reads.Dispose();
            throw;
        }
    }

    // What may only be read, as a replica, is read.
    private Finding? CheckShape(SharedSettings settings, RedisLink link)
    {
        var key = _keys.Shape(settings.Stream);
        var actual = (string?)link.Ask(db => db.StringGet(key));
        if (actual is null)
        {
            link.Ask(db => db.StringSet(key, settings.Shape, when: When.NotExists));
            actual = (string?)link.Ask(db => db.StringGet(key));
        }

        return actual == settings.Shape ? null : WorkerFindings.OtherShape(_redis, settings, actual ?? "nothing");
    }

    private sealed record Links(RedisLink Reads, RedisLink Writes);
}
