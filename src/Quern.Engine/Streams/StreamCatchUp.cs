using Quern.Engine.Online;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <summary>
/// Brings a view's state up to a position of the log before history is materialized over it. Then what the materialization reads of the log and what a server brings in after that
/// position add up to the whole.
/// </summary>
internal sealed class StreamCatchUp(StreamLog log, IOnlineStore store, BlockShape shape)
{
    private const int RowsPerCheckpoint = 1_000_000;

    /// <summary>Writes the events before a position that are not in the state. The caller holds the materialization lock.</summary>
    /// <param name="view">The view.</param>
    /// <param name="end">The position.</param>
    /// <param name="now">What happens later is left for whoever reads the log next.</param>
    /// <returns>That the view is paused from the end of its state on, by an event that came to that; null where it is not.</returns>
    public ViewPause? Run(ViewPlan view, long end, Instant now)
    {
        var head = new ViewHead(view) { SeenPosition = PauseCatalog.Find(store, view.Reference)?.SeenPosition ?? 0 };
        using (var write = store.BeginWrite())
        {
            head.StartAt(OnlineCatalog.BeginStream(write, view, isWhole: false).LogPosition);
            write.Commit();
        }

        var source = view.Definition.Source;
        new LoggedReader(log, source.Stream!, source.Schema).Read(head.End, end, events =>
        {
            head.Apply(events);
            if (head.Rows >= RowsPerCheckpoint) Checkpoint.Write(store, head, now, shape);
        });
        Checkpoint.Write(store, head, now, shape);
        Cover(view);
        return head.Paused is { } mark ? new(view.Reference, now, mark.Reason, head.End, Until: null) : null;
    }

    // Until now a state that was just begun answered nothing: a server that reads meanwhile has only the end of the log.
    private void Cover(ViewPlan view)
    {
        using var write = store.BeginWrite();
        OnlineCatalog.BeginStream(write, view);
        write.Commit();
    }
}
