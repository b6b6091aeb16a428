using Quern.Schema;

namespace Quern.Engine.Streams;

/// <summary>Reads a stream's log as <see cref="LoggedEvents"/>: with the events that others replace, which it looks up.</summary>
internal sealed class LoggedReader(StreamLog log, string stream, RowSchema schema)
{
    private readonly EventBatch _batch = new(schema);

    public void Read(long from, long end, Action<LoggedEvents> take)
    {
        using var snapshot = log.Store.OpenSnapshot();
        log.Read(stream, _batch, from, end, (first, replaced) =>
        {
            EventBatch? old = null;
            foreach (var sequence in replaced)
            {
                if (sequence < 0) continue;
                if (old is null)
                {
                    old = new(schema);
                    snapshot.Renew();
                }

                if (!StreamLog.TryRead(snapshot, stream, sequence, old)) throw StreamFindings.Damaged(stream);
            }

            take(new(first, _batch, replaced.ToArray(), old));
            snapshot.Release();
        });
    }
}
