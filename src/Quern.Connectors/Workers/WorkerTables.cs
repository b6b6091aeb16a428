using Quern.Connectors.Feeds;
using Quern.Engine.Parts;
using Quern.Engine.Streams;

namespace Quern.Connectors.Workers;

/// <summary>
/// Keeps the tables of streams up with the parts that a worker has, and with those that it has let go since the last time: every minute, and a last time when it is disposed, then for some seconds at most. It has a thread of its own and
/// reads logs, of which nothing changes, so that neither taking events nor letting go of a part waits for it; whoever has a part next finds in the table where to go on, whatever became of the one before.
/// </summary>
internal sealed class WorkerTables : IDisposable
{
    private readonly WorkerTableOptions _options;
    private readonly SharedHistory _history;
    private readonly Func<IEnumerable<(string Stream, int Part)>> _held;
    private readonly Dictionary<string, FeedTrouble> _troubles;
    private readonly Lock _lock = new();
    private readonly HashSet<(string Stream, int Part)> _left = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly BackgroundLoop _loop;

    /// <param name="options">How they are written.</param>
    /// <param name="parts">The parts, which stay the caller's.</param>
    /// <param name="held">Those of them that the worker has now.</param>
    /// <param name="time">Says when something went wrong.</param>
    public WorkerTables(WorkerTableOptions options, ISharedState parts, Func<IEnumerable<(string Stream, int Part)>> held, TimeProvider time)
    {
        (_options, _held) = (options, held);
        _troubles = parts.Streams.Keys.ToDictionary(stream => stream, stream => new FeedTrouble(time, cause => options.Tell(stream, cause is null ? null : WorkerFindings.TableNotWritten(stream, cause))), StringComparer.Ordinal);
        _history = new(parts, options.Open(_stop.Token));
        _loop = new("tables", options.Every, Write, null);
    }

    /// <summary>What keeps a stream's table from being written; null when nothing does.</summary>
    public Finding? TroubleOf(string stream) => _troubles[stream].Now;

    /// <summary>How many events of a part its table had when this last looked or wrote; null while it never did.</summary>
    public long? EndOf(string stream, int part) => _history.EndOf(stream, part);

    /// <summary>Has what came last to a part written, once it is let go and nothing more comes from here.</summary>
    public void Leave(string stream, int part)
    {
        lock (_lock) _left.Add((stream, part));
    }

    public void Dispose()
    {
        _stop.CancelAfter(_options.Patience);
        _loop.Dispose();
        _history.Dispose();
        _stop.Dispose();
    }

    private void Write()
    {
        // In this order: one that is let go meanwhile is in either.
        var held = _held().ToHashSet();
        (string Stream, int Part)[] left;
        lock (_lock)
        {
            left = [.. _left];
            _left.Clear();
        }

        foreach (var stream in held.Concat(left).Distinct().GroupBy(part => part.Stream, part => part.Part))
            if (!TryWrite(stream.Key, [.. stream.Order()], tidies: held.Contains((stream.Key, 0))))
                foreach (var (_, part) in left.Where(part => part.Stream == stream.Key))
                    Leave(stream.Key, part);
    }

    // One worker is enough to tidy, and one there is that has the first part.
    private bool TryWrite(string stream, int[] parts, bool tidies)
    {
        try
        {
            _history.Write(stream, parts, _stop.Token);
            if (tidies) _history.Tidy(stream, _stop.Token);
            _troubles[stream].Is(null);
            return true;
        }
#pragma warning disable CA1031 // Events are taken whatever becomes of tables: it is told, and tried again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _troubles[stream].Is(e switch
            {
                QuernException known => known.Findings[0],
                OperationCanceledException => WorkerFindings.TableGivenUp(_options.Patience),
                _ => WorkerFindings.TableFailed(_history.Name, e.Message),
            });
            return false;
        }
    }
}
