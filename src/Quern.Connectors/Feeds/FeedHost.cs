using Quern.Engine.Feeds;
using Quern.Engine.Streams;

namespace Quern.Connectors.Feeds;

/// <summary>A project's feeds: each runs while a source has its stream. To be disposed before the one who takes the events.</summary>
/// <param name="sources">What feeds each stream, by the stream's name.</param>
/// <param name="limits">How long they wait.</param>
/// <param name="time">The machine's clock.</param>
public sealed class FeedHost(IReadOnlyDictionary<string, IFeedSource> sources, FeedLimits limits, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Feed> _running = new(StringComparer.Ordinal);

    /// <summary>Where feeds keep files that must survive a restart: a folder beside the log of the streams, which need not exist.</summary>
    public required string Folder { get; init; }

    /// <summary>How each feed stands, by the names of their streams.</summary>
    public IReadOnlyList<FeedStatus> Status
    {
        get
        {
            lock (_lock)
                return [.. sources.OrderBy(source => source.Key, StringComparer.Ordinal).Select(source =>
                    _running.TryGetValue(source.Key, out var feed) ? feed.Status : new(source.Key, source.Value.Kind, source.Value.Name, FeedState.NoStream))];
        }
    }

    /// <summary>Checks what no waiting would mend.</summary>
    /// <exception cref="QuernException">Everything that is wrong.</exception>
    public void Check()
    {
        Finding[] findings = [.. sources.OrderBy(source => source.Key, StringComparer.Ordinal).SelectMany(source => source.Value.Check()).Distinct()];
        if (findings.Length > 0) throw new QuernException(findings);
    }

    /// <summary>Goes on with the streams that there are now: begins feeds whose stream has come, and ends those whose stream has gone.</summary>
    /// <param name="ingest">Who takes events; always the same one.</param>
    /// <param name="tell">Told of a stream's feed what went wrong, once, and with null when it goes well again.</param>
    public void Use(StreamIngest ingest, Action<string, Finding?> tell)
    {
        lock (_lock)
        {
            var streams = ingest.Counts.Keys.ToHashSet();
            End([.. _running.Keys.Where(stream => !streams.Contains(stream))]);
            foreach (var (stream, source) in sources)
                if (streams.Contains(stream) && !_running.ContainsKey(stream))
                    _running[stream] = new(stream, source, ingest, Folder, limits, time, finding => tell(stream, finding));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) End([.. _running.Keys]);
    }

    private void End(string[] streams)
    {
        foreach (var stream in streams) _running[stream].Stop();
        foreach (var stream in streams)
        {
            _running[stream].Dispose();
            _running.Remove(stream);
        }
    }
}
