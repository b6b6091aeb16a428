using Quern.Engine.Events;
using Quern.Engine.Materialization;
using Quern.Engine.Online;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Time;

namespace Quern.Engine.Tests.Online;

/// <summary>Brings ranges of a history into an online store, view by view, as a materialization does.</summary>
internal sealed class RangeMaterializer(IOnlineStore store, ISourceReader source, ServicePlan service, BlockShape? shape = null)
{
    public void Run(Interval range) => Run(range, share: 1, finish: true);

    /// <summary>Brings in a range for every <paramref name="share"/>-th entity, and leaves the work unfinished: as when the process was killed.</summary>
    public void Abandon(Interval range, int share) => Run(range, share, finish: false);

    private void Run(Interval range, int share, bool finish)
    {
        foreach (var view in service.Reads.Select(read => read.View).Distinct()) Run(view, range, share, finish);
    }

    private void Run(ViewPlan view, Interval range, int share, bool finish)
    {
        var keys = new KeyIndex(view.KeyKinds);
        var scan = new ViewScan(view, keys, addKeys: true, range, known: false);
        new SourceScan(view.Definition.Source, [scan], new BadRows(BadRowPolicy.Fail), null).Run(source, default);
        var events = scan.Sort(asKnown: false);

        using var write = store.BeginWrite();
        var state = OnlineCatalog.Begin(write, view, range, "test", 1);
        var writer = new OnlineWriter(view, state, shape);
        var rows = writer.NewRows();
        var copier = new EntityCopier(scan, events);
        for (var entity = 0; entity < keys.Count; entity += share)
        {
            copier.Copy(entity, rows);
            if (rows.Count > 0) writer.Replace(write, keys.Key(entity), range, rows);
        }

        if (finish) OnlineCatalog.Complete(write, state);
        write.Commit();
    }
}
