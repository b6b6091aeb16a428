using Quern.Definitions;
using Quern.Engine.Online;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Recovery;

/// <summary>What became of a view's online state when it was taken back to an instant.</summary>
public enum RewoundState
{
    /// <summary>It holds nothing that came later, and stays; what the log has beyond it is brought in by whoever reads.</summary>
    Kept,

    /// <summary>It is gone, and whoever reads makes it again from the log, which holds all there is.</summary>
    FromLog,

    /// <summary>It is gone, and is to be made again from the source's files by a materialization up to the instant.</summary>
    ToMaterialize,
}

/// <summary>A view whose state was taken back.</summary>
/// <param name="View">Its reference.</param>
/// <param name="State">What became of it.</param>
public sealed record RewoundView(string View, RewoundState State);

/// <summary>
/// Takes online state back to an instant. State cannot be undone: an aggregate does not know what it was. So what holds anything later goes, and comes again from what it was made of. A state stays that
/// (1) has no event of its stream beyond those that the log still has, (2) covers no event time after the instant, (3) keeps in detail all that is read at the instant, and (4) is of a view that was
/// defined then. For a copy of a store that nobody else has open.
/// </summary>
public static class StateRewind
{
    /// <summary>Takes the state back.</summary>
    /// <param name="store">The online store.</param>
    /// <param name="plan">What was defined at the instant; null where that is not known, and then no state stays.</param>
    /// <param name="time">The instant.</param>
    /// <param name="streams">What each stream has, as its log was taken back.</param>
    /// <returns>The views that were defined then and had state, by reference.</returns>
    public static IReadOnlyList<RewoundView> To(IOnlineStore store, RepositoryPlan? plan, Instant time, IReadOnlyList<RewoundStream> streams)
    {
        var ends = streams.ToDictionary(stream => stream.Stream, stream => stream.Kept, StringComparer.Ordinal);
        var rewound = new List<RewoundView>();
        foreach (var state in States(store))
        {
            var view = plan?.Views.Values.FirstOrDefault(view => view.Reference == state.View && view.Hash == state.Hash);
            var stays = view is not null && IsOf(state, view, time, EndOf(view, ends));
            if (!stays) Drop(store, state);
            if (view is not null) rewound.Add(new(state.View, stays ? RewoundState.Kept : view.Definition.Source.Format == SourceFormat.Stream ? RewoundState.FromLog : RewoundState.ToMaterialize));
        }

        RewindPauses(store, plan, time, ends);
        return [.. rewound.OrderBy(view => view.View, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<ViewState> States(IOnlineStore store)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return OnlineCatalog.List(snapshot);
    }

    private static long EndOf(ViewPlan view, Dictionary<string, long> ends) => view.Definition.Source.Stream is { } stream ? ends.GetValueOrDefault(stream) : 0;

    private static bool IsOf(ViewState state, ViewPlan view, Instant time, long end)
    {
        if (state.LogPosition > end || state.RetainedFrom > Retention.From(view, time)) return false;
        // Of an attribute view a materialization may have brought in later events of the stream than its position says.
        if (view is AttributeViewPlan && view.Definition.Source.Stream is not null && (state.Source.Length > 0 || state.Job is not null)) return false;
        var isAllOfTime = view.Definition.Source.Format == SourceFormat.Stream && state.Source.Length == 0;
        return (isAllOfTime || state.MaterializedTo is not { } to || to <= time) && (state.Job is not { } job || job.Range.End <= time);
    }

    private static void Drop(IOnlineStore store, ViewState state)
    {
        using var write = store.BeginWrite();
        OnlineCatalog.Drop(write, state);
        write.Commit();
    }

    private static void RewindPauses(IOnlineStore store, RepositoryPlan? plan, Instant time, Dictionary<string, long> ends)
    {
        using var write = store.BeginWrite();
        foreach (var view in plan?.Views.Values ?? []) PauseCatalog.Rewind(write, view.Reference, time, EndOf(view, ends));
        write.Commit();
    }
}
