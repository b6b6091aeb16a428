using System.Diagnostics;
using Quern.Definitions;
using Quern.Protocol.Streams;
using Quern.Values;

namespace Quern.Cli.Pushing;

/// <summary>Lets events go as fast as their own times do, or a number of times as fast. An event that cannot be read, or goes back in time, goes at once.</summary>
internal sealed class Pace(SourceDefinition source, double speed)
{
    // Shorter waits are not worth a push of their own.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(20);
    private readonly EventReader _reader = new(source.Schema);
    private readonly Stopwatch _since = new();
    private long _first;

    /// <summary>Cuts a batch into those that may go together, and waits before each.</summary>
    public async IAsyncEnumerable<IReadOnlyList<EventLine>> Release(IReadOnlyList<EventLine> batch, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var times = TimesOf(batch);
        var sent = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (times[i] is not { } time) continue;
            if (!_since.IsRunning)
            {
                _first = time;
                _since.Start();
            }

            var wait = TimeSpan.FromMicroseconds((time - _first) / speed) - _since.Elapsed;
            if (wait < Least) continue;
            if (i > sent) yield return [.. batch.Skip(sent).Take(i - sent)];
            sent = i;
            wait = TimeSpan.FromMicroseconds((time - _first) / speed) - _since.Elapsed;
            if (wait > TimeSpan.Zero) await Task.Delay(wait, cancellation).ConfigureAwait(false);
        }

        yield return [.. batch.Skip(sent)];
    }

    private long?[] TimesOf(IReadOnlyList<EventLine> batch)
    {
        var times = new long?[batch.Count];
        _reader.Clear();
        foreach (var line in batch) _reader.Read(line.Text.Span);
        var unread = _reader.Unread.Select(unread => unread.Index).ToHashSet();
        var values = (Int64Column)source.EventTime.Evaluate(_reader.Events);
        var row = 0;
        for (var i = 0; i < times.Length; i++)
        {
            if (unread.Contains(i)) continue;
            times[i] = values.IsNull(row) ? null : values.Values[row];
            row++;
        }

        return times;
    }
}
