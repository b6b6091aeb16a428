using System.Globalization;
using Quern.Engine.Online;
using StackExchange.Redis;

namespace Quern.Connectors.Redis;

/// <summary>
/// Online state in a Redis or Valkey server: any number of processes on any number of machines read it, one writes at a time. An entity is one key, and a request one question and one answer.
/// </summary>
public sealed class RedisOnlineStore : IOnlineStore
{
    private const string Form = "quern online 1 ";
    private const long CacheBytes = 128L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private readonly RedisLink _reads;
    private readonly RedisLink _writes;
    private readonly ReadConnections? _connections;
    private readonly PartitionReader _reader;
    private readonly PartitionReader _writer;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lease = RedisLock.UsualLease;
    // Of a part's state the log, whose lock is for both; links are whoever's who opened the part.
    private readonly RedisOnlineStore? _lockedWith;
    private readonly bool _isPart;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile RedisLock? _materializing;

    // What this process wrote last; only who writes looks at it.
    private long _written;

    private RedisOnlineStore(RedisLink reads, RedisLink writes, RedisKeys keys, TimeProvider time, ReadConnections? connections)
    {
        var cache = new PageCache(CacheBytes);
        (_reads, _writes, _reader, _writer, _time, _connections) = (reads, writes, new(reads, keys, cache, connections), new(writes, keys, cache), time, connections);
    }

    private RedisOnlineStore(PartitionReader reader, PartitionReader writer, TimeProvider time, TimeSpan lease, RedisOnlineStore? lockedWith)
    {
        (_reads, _writes, _reader, _writer, _time) = (reader.Link, writer.Link, reader, writer, time);
        (_lease, _lockedWith, _isPart) = (lease, lockedWith, true);
    }

    /// <summary>The log and the state of one part of a stream, over connections that are somebody else's. One lock is for both: to write the state, the log must be held.</summary>
    internal static (RedisOnlineStore Log, RedisOnlineStore State) OfPart(RedisLink reads, RedisLink writes, (RedisKeys Log, RedisKeys State) keys, PageCache cache, TimeProvider time, TimeSpan lease)
    {
        var log = new RedisOnlineStore(new(reads, keys.Log, cache), new(writes, keys.Log, cache), time, lease, null);
        return (log, new(new(reads, keys.State, cache), new(writes, keys.State, cache), time, lease, log));
    }

    /// <summary>Opens the store of a project.</summary>
    /// <param name="settings">Where it is.</param>
    /// <param name="project">The project's name; keys of another project are refused.</param>
    /// <param name="time">Measures how long is waited.</param>
    /// <exception cref="QuernException">
    /// The server cannot be reached, does not let us in, evicts keys, or holds something else under the prefix.
    /// </exception>
    public static RedisOnlineStore Open(RedisSettings settings, string project, TimeProvider time)
    {
        if (settings.Prefix.Length == 0) settings = settings with { Prefix = project };
        var reads = RedisLink.Open(settings);
        RedisLink? writes = null;
        try
        {
            var isCluster = Check(reads);
            var keys = new RedisKeys(settings.Prefix, isCluster);
            Own(reads, keys, project);
            // Beside reads, so that a large write does not stand before them in the line.
            writes = RedisLink.Open(settings);
            return new(reads, writes, keys, time, isCluster ? null : reads.NewReadConnections());
        }
        catch
        {
            writes?.Dispose();
            reads.Dispose();
            throw;
        }
    }

    /// <summary>Whether the streams' events come from a log, or may.</summary>
    /// <param name="log">What the log is known by.</param>
    /// <exception cref="QuernException">The server cannot be read.</exception>
    public bool IsFedBy(string log) => _reads.Ask(db => db.StringGet(_reader.Keys.Log)) is var known && (known.IsNull || (string?)known == log);

    /// <summary>Says that the streams' events come from a log, since two cannot feed one state.</summary>
    /// <param name="log">What the log is known by, forever.</param>
    /// <param name="anew">Whether the state is going to be made anew from it, whatever fed it before.</param>
    /// <exception cref="QuernException">They come from another (QRN6415), or the server cannot be written.</exception>
    public void TakeStreams(string log, bool anew = false)
    {
        var key = _writer.Keys.Log;
        if (anew) _writes.Ask(db => db.StringSet(key, log));
        else if (!_writes.Ask(db => db.StringSet(key, log, when: When.NotExists)) && !IsFedBy(log)) throw new QuernException(RedisFindings.OtherLog(_reads.Settings));
    }

    /// <summary>How the server is.</summary>
    /// <exception cref="QuernException">It cannot be asked.</exception>
    public RedisDescription Describe()
    {
        var about = About(_reads);
        // Seconds, and microseconds of the second.
        var parts = (string[])_reads.Ask(db => db.Execute("TIME"))!;
        var ahead = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture)).AddMicroseconds(long.Parse(parts[1], CultureInfo.InvariantCulture)) - _time.GetUtcNow();
        var most = long.Parse(Line(about, "maxmemory") ?? "0", CultureInfo.InvariantCulture);
        return new(Line(about, "redis_version") ?? "", long.Parse(Line(about, "used_memory") ?? "0", CultureInfo.InvariantCulture), most == 0 ? null : most, Line(about, "aof_enabled") == "1", ahead);
    }

    /// <inheritdoc/>
    public IOnlineSnapshot OpenSnapshot() => new RedisSnapshot(_reader);

    /// <inheritdoc/>
    public IOnlineWrite BeginWrite()
    {
        var began = _time.GetTimestamp();
        _writing.Wait();
        try
        {
            using var rest = new ManualResetEventSlim();
            while (true)
            {
                if (RedisLock.TryTake(_writes, _writer.Keys.Writer, _lease) is { } alone) return Begin(alone);
                if (_time.GetElapsedTime(began) > Patience) throw new QuernException(RedisFindings.Waiting(_writes.Settings, Patience));
                rest.Wait(Pause);
            }
        }
        catch
        {
            _writing.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public IDisposable LockMaterialization()
    {
        if (_lockedWith is { _materializing: not null }) return new Turn(this, null);
        if (_lockedWith is null && _materializing is null && RedisLock.TryTake(_writes, _writer.Keys.Materializer, _lease) is { } taken) return new Turn(this, _materializing = taken);
        throw new QuernException(RedisFindings.InUse(_writes.Settings, _lease));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isPart)
        {
            _writes.Dispose();
            _reads.Dispose();
            _connections?.Dispose();
        }

        _writing.Dispose();
    }

    // Whoever writes in several steps believes that the ones before are there.
    private RedisWrite Begin(RedisLock alone)
    {
        try
        {
            var version = _writer.Version();
            var isLost = version < _written;
            _written = version;
            if (isLost) throw new QuernException(RedisFindings.WentBack(_writes.Settings));
            return new(_writer, alone, (_lockedWith ?? this)._materializing?.Token, End);
        }
        catch
        {
            alone.Dispose();
            throw;
        }
    }

    private void End(long? version)
    {
        _written = version ?? _written;
        _writing.Release();
    }

    // Gives whether it is a cluster.
    private static bool Check(RedisLink link)
    {
        var about = About(link);
        var policy = Line(about, "maxmemory_policy") ?? throw new QuernException(RedisFindings.NotAnswered(link.Settings));
        if (policy != "noeviction") throw new QuernException(RedisFindings.Evicts(link.Settings, policy));
        return Line(about, "redis_mode") == "cluster";
    }

    private static string About(RedisLink link) => (string)link.Ask(db => db.Execute("INFO", "everything"))!;

    private static void Own(RedisLink link, RedisKeys keys, string project)
    {
        var owner = Form + project;
        // What may only be read, as a replica, is read.
        var actual = (string?)link.Ask(db => db.StringGet(keys.Owner));
        if (actual is null) link.Ask(db => db.StringSet(keys.Owner, owner, when: When.NotExists));
        else if (actual != owner) throw new QuernException(RedisFindings.Foreign(link.Settings, actual.StartsWith(Form, StringComparison.Ordinal) ? $"project '{actual[Form.Length..]}'" : "something else"));
    }

    private static string? Line(string about, string name) =>
        about.Split('\n').Select(line => line.Trim().Split(':', 2)).FirstOrDefault(parts => parts.Length == 2 && parts[0] == name)?[1];

    private sealed class Turn(RedisOnlineStore store, RedisLock? taken) : IDisposable
    {
        public void Dispose()
        {
            if (taken is null) return;
            store._materializing = null;
            taken.Dispose();
        }
    }
}
