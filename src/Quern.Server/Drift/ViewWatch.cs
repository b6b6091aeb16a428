using Quern.Engine.Expectations.Features;
using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Protocol.Drift;
using Quern.Stores.Projects;
using Quern.Time;

namespace Quern.Server.Drift;

/// <summary>
/// Judges what is expected of the features of one view, as <c>quern test</c> does, as of now and once a minute. A view of a stream is paused where they are not so; one of files by who writes it.
/// </summary>
internal sealed class ViewWatch
{
    private (string Definition, Instant Minute)? _seen;

    /// <summary>What came of it; null while nobody has looked.</summary>
    internal ViewDriftShape? Found { get; private set; }

    /// <summary>Judges, if it is time.</summary>
    /// <param name="view">The view.</param>
    /// <param name="definition">The version of the definitions.</param>
    /// <param name="reader">Reads the view's source.</param>
    /// <param name="stores">Hands over each online store that has the view; null where nothing is to be paused.</param>
    /// <param name="limits">How much may be used of the machine.</param>
    /// <param name="now">The instant of the values.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="stop">Ends the work.</param>
    internal void Look(ViewPlan view, string definition, ProjectReader reader, Action<Action<IOnlineStore>>? stores, HistoryLimits limits, Instant now, Action<string, long, long>? progress, CancellationToken stop)
    {
        var seen = (definition, now.Floor(ExpectationWatch.Pace));
        if (_seen == seen) return;
        var pausing = view.Definition.Source.Stream is null ? null : stores;
        var report = ViewTest.Run(reader, limits, view, now, pausing is null ? null : () => Looked(view, reader, pausing), new(BadRowPolicy.Quarantine), progress, stop);
        if (report.Outcomes.Select(outcome => outcome.PauseReason).FirstOrDefault(reason => reason is not null) is { } reason)
            pausing?.Invoke(store => Pause(store, new(view.Reference, now, reason, reader.Log?.End(view.Definition.Source.Stream!) ?? 0, Until: null)));
        Found = new(view.Reference, report.AsOf.ToString(), null, report.Entities, report.IsSample, [.. report.Outcomes.Select(ExpectationWatch.Shape)]);
        _seen = seen;
    }

    /// <summary>Tells why it could not be looked at; what was found before stays.</summary>
    internal void Tell(string view, Finding trouble) => Found = (Found ?? new(view, null, null, 0, false, [])) with { Trouble = trouble.ToString() };

    // Just after the last of the events that were there when somebody resumed the view.
    private static LookedAt? Looked(ViewPlan view, ProjectReader reader, Action<Action<IOnlineStore>> stores)
    {
        var position = 0L;
        stores(store => position = Math.Max(position, PauseCatalog.Find(store, view.Reference)?.SeenPosition ?? 0));
        return reader.Log?.KnownBefore(view.Definition.Source.Stream!, position) is { } known ? new(new(known.Microseconds + 1), AsKnown: true) : null;
    }

    private static void Pause(IOnlineStore store, ViewPause pause)
    {
        using var write = store.BeginWrite();
        PauseCatalog.Pause(write, pause);
        write.Commit();
    }
}
