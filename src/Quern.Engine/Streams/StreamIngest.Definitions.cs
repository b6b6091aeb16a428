using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <content>Versions of the registry.</content>
public sealed partial class StreamIngest
{
    /// <summary>Goes on with the definitions of another version of the registry; when it returns, reads of that version see all that was acknowledged.</summary>
    public void Use(RepositoryPlan plan) => Use(plan, plan);

    /// <summary>As <see cref="Use(RepositoryPlan)"/>, where the state of some views is kept elsewhere: events are taken for all views, since one log feeds them all.</summary>
    /// <param name="plan">All that is defined.</param>
    /// <param name="here">What is kept here of it.</param>
    public void Use(RepositoryPlan plan, RepositoryPlan here)
    {
        var done = new TaskCompletionSource();
        _work.Add(() =>
        {
            try
            {
                Heads.Use(here);
                Open(plan);
                (_plan, _here) = (plan, here);
                _watches.End();
                done.SetResult();
            }
#pragma warning disable CA1031 // Whatever it is belongs to whoever waits for it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                done.SetException(e);
            }
        });
        done.Task.GetAwaiter().GetResult();
    }

    private void Open(RepositoryPlan plan)
    {
        var streams = new Dictionary<string, StreamState>(StringComparer.Ordinal);
        using var snapshot = _log.Store.OpenSnapshot();
        snapshot.Renew();
        foreach (var source in plan.Definition.Sources)
        {
            if (source.Stream is not { } name) continue;
            var (end, known) = StreamLog.EndOf(snapshot, StreamPartition.Events(name), name);
            // A clock that events move goes on from where it was when the process before this one ended.
            if (_clock is IAdvancingClock clock && new Instant(known).IsUsable) clock.Advance(new(known));
            var views = Heads.All.Where(head => head.View.Definition.Source.Stream == name).ToArray();
            ViewHead[] elsewhere = [.. plan.Views.Values.Where(view => view.Definition.Source.Stream == name && Heads.Find(view) is null).Select(view => new ViewHead(view))];
            var before = _streams.GetValueOrDefault(name);
            streams[name] = new(name, source, views, elsewhere) { End = end, LastKnown = known, Counts = before?.Counts ?? new(), Unseen = before?.Unseen ?? [], Own = _own };
        }

        snapshot.Release();
        _streams = streams;
    }
}
