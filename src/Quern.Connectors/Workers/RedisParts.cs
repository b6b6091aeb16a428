using System.Globalization;
using System.Text.Json;
using Quern.Connectors.Redis;
using Quern.Engine.Online;
using Quern.Engine.Parts;
using Quern.Engine.Streams;
using Quern.Planning;
using StackExchange.Redis;

namespace Quern.Connectors.Workers;

/// <summary>The logs and states of the parts of shared streams in Redis, and what workers say of themselves there. All parts are reached over two connections.</summary>
public sealed class RedisParts : ISharedState
{
    private const long CacheBytes = 128L << 20;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);
    private readonly IReadOnlyDictionary<string, SharedSettings> _settings;
    private readonly RedisLink _reads;
    private readonly RedisLink _writes;
    private readonly RedisKeys _keys;
    private readonly PageCache _cache = new(CacheBytes);
    private readonly string _prefix;
    private readonly TimeProvider _time;

    private RedisParts(RedisLink reads, RedisLink writes, string prefix, IReadOnlyDictionary<string, SharedSettings> settings, TimeProvider time)
    {
        // One key each of these is: in which slot it lies does not matter.
        (_reads, _writes, _prefix, _settings, _time, _keys) = (reads, writes, prefix, settings, time, new(prefix, isCluster: true));
        Streams = settings.Values.ToDictionary(each => each.Stream, each => each.Shared, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, SharedStream> Streams { get; }

    /// <summary>Opens them, for a project's store that was opened and belongs to it.</summary>
    /// <param name="redis">Where they are.</param>
    /// <param name="project">The project's name.</param>
    /// <param name="settings">The streams that are shared.</param>
    /// <param name="time">This machine's clock.</param>
    /// <exception cref="QuernException">The server cannot be reached, or a stream is kept there in other parts than the settings say: everything that is wrong.</exception>
    public static RedisParts Open(RedisSettings redis, string project, IReadOnlyDictionary<string, SharedSettings> settings, TimeProvider time)
    {
        var reads = RedisLink.Open(redis);
        RedisLink? writes = null;
        try
        {
            writes = RedisLink.Open(redis);
            var parts = new RedisParts(reads, writes, redis.Prefix.Length == 0 ? project : redis.Prefix, settings, time);
            Finding[] findings = [.. settings.Values.Select(parts.CheckShape).OfType<Finding>()];
            return findings.Length == 0 ? parts : throw new QuernException(findings);
        }
        catch
        {
            writes?.Dispose();
            reads.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IOnlineSnapshot OpenPart(string stream, int part) => new RedisSnapshot(new(_reads, KeysOf(stream, part).State, _cache));

    /// <inheritdoc/>
    public StreamLog LogOf(string stream, int part) => new(OpenStores(stream, part).Log);

    /// <inheritdoc/>
    public void Fetch(IReadOnlyList<WantedPartitions> wanted) => RedisSnapshot.Prefetch(wanted);

    /// <summary>The log and the state of a part, to be written; who holds the log's lock may write both.</summary>
    public (IOnlineStore Log, IOnlineStore State) OpenStores(string stream, int part) =>
        RedisOnlineStore.OfPart(_reads, _writes, KeysOf(stream, part), _cache, _time, _settings[stream].Lease);

    /// <summary>How far a view's state is in the part that is least far; null while one of them has none.</summary>
    public ViewState? StateOf(ViewPlan view)
    {
        ViewState? least = null;
        for (var part = 0; part < Streams[view.Definition.Source.Stream!].Parts; part++)
        {
            using var snapshot = OpenPart(view.Definition.Source.Stream!, part);
            if (OnlineCatalog.Find(snapshot, view) is not { } state) return null;
            if (least is null || state.LogPosition < least.LogPosition) least = state;
        }

        return least;
    }

    /// <summary>Gets the server, as people write it.</summary>
    public string Address => _reads.Settings.Address;

    /// <summary>How far this machine's clock is ahead of the server's; behind it, below zero.</summary>
    /// <exception cref="QuernException">The server cannot be asked.</exception>
    public TimeSpan ClockAhead() => _time.GetUtcNow() - ServerTime();

    /// <summary>What workers say of themselves: those that were there within the last seconds.</summary>
    /// <param name="within">How long ago the last word of one may be.</param>
    /// <exception cref="QuernException">The server cannot be asked.</exception>
    public IReadOnlyList<WorkerWord> Workers(TimeSpan within)
    {
        var (now, words) = (ServerTime(), new List<WorkerWord>());
        foreach (var entry in _reads.Ask(db => db.HashGetAll(_keys.Workers)))
            if (WordOf(entry.Value) is { } word && now - word.At < within)
                words.Add(word);
        return [.. words.OrderBy(word => word.Id, StringComparer.Ordinal)];
    }

    /// <summary>Says how a worker is.</summary>
    /// <exception cref="QuernException">The server cannot be written.</exception>
    internal void Say(WorkerWord word)
    {
        _writes.Ask(db => db.HashSet(_keys.Workers, word.Id, JsonSerializer.Serialize(word with { At = ServerTime() })));
        foreach (var entry in _writes.Ask(db => db.HashGetAll(_keys.Workers)))
            if (WordOf(entry.Value) is not { } other || ServerTime() - other.At > Forgotten)
                _writes.Ask(db => db.HashDelete(_keys.Workers, entry.Name));
    }

    /// <summary>Says that a worker is no more.</summary>
    internal void Leave(string worker) => _writes.Ask(db => db.HashDelete(_keys.Workers, worker));

    /// <inheritdoc/>
    public void Dispose()
    {
        _writes.Dispose();
        _reads.Dispose();
    }

    private static WorkerWord? WordOf(RedisValue json)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkerWord>((string)json!);
        }
        catch (JsonException)
        {
            // Of another version of Quern.
            return null;
        }
    }

    private (RedisKeys Log, RedisKeys State) KeysOf(string stream, int part) => RedisKeys.OfPart(_prefix, Streams[stream].NameOf(part));

    private DateTimeOffset ServerTime()
    {
        // Seconds, and microseconds of the second.
        var parts = (string[])_reads.Ask(db => db.Execute("TIME"))!;
        return DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture)).AddMicroseconds(long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    // What may only be read, as a replica, is read.
    private Finding? CheckShape(SharedSettings settings)
    {
        var key = _keys.Shape(settings.Stream);
        var actual = (string?)_reads.Ask(db => db.StringGet(key));
        if (actual is null)
        {
            _writes.Ask(db => db.StringSet(key, settings.Shape, when: When.NotExists));
            actual = (string?)_reads.Ask(db => db.StringGet(key));
        }

        return actual == settings.Shape ? null : WorkerFindings.OtherShape(_reads.Settings, settings, actual ?? "nothing");
    }
}
