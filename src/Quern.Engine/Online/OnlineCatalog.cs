using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Quern.Definitions;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>
/// Which views an online store holds, how far each is, and what work is under way. A view has one state for each hash, so that a changed definition never reads what the
/// former one wrote. What is recorded here is written in the transaction that writes the records it speaks of.
/// </summary>
public static class OnlineCatalog
{
    private static ReadOnlySpan<byte> NextNumber => "next"u8;

    private static ReadOnlySpan<byte> Views => "view"u8;

    /// <summary>The state of a view; null when the store has none for its hash.</summary>
    public static ViewState? Find(IOnlineRecords records, ViewPlan plan) =>
        records.TryGet(Partition.Catalog, Key(plan.Reference, plan.Hash), out var value) ? ViewStateCodec.Read(value) : null;

    /// <summary>The states of all views, former ones included, by number.</summary>
    public static IReadOnlyList<ViewState> List(IOnlineRecords records)
    {
        var states = new List<ViewState>();
        records.Seek(Partition.Catalog, Views);
        while (records.Next(out _, out var value)) states.Add(ViewStateCodec.Read(value));
        states.Sort((left, right) => left.Number.CompareTo(right.Number));
        return states;
    }

    /// <summary>
    /// Records that a range of event times is going to be materialized; the same work over the same source goes on where it stopped, any other starts anew. From here on
    /// instants count as too early whose windows reach behind what will be kept.
    /// </summary>
    public static ViewState Begin(IOnlineWrite write, ViewPlan plan, Interval range, string source, int buckets)
    {
        var state = Find(write, plan) ?? New(write, plan);
        if (state.Job is { } job && job.Range == range && job.Source == source && job.Buckets == buckets) return state;
        var retained = Retention.From(plan, range.End);
        return Save(write, state with
        {
            RetainedFrom = retained > state.RetainedFrom ? retained : state.RetainedFrom,
            Source = state.Source == source ? source : "",
            Job = new(range, source, buckets, 0),
        });
    }

    /// <summary>
    /// The state of a view whose source has a stream, made when there is none. Where the source has nothing but its stream all of time is covered, since the log holds all there is and
    /// whoever asks for it has the rest: all after the state's position. While that is not so, <paramref name="isWhole"/> is false, and nothing is covered.
    /// </summary>
    public static ViewState BeginStream(IOnlineWrite write, ViewPlan plan, bool isWhole = true)
    {
        var state = Find(write, plan) ?? Save(write, New(write, plan));
        var covers = isWhole && state.Covered.Count == 0 && plan.Definition.Source.Format == SourceFormat.Stream;
        return covers ? Save(write, state with { Covered = [new(Instant.Min, Instant.Max)] }) : state;
    }

    /// <summary>The state of a view of which the store keeps nothing but its number, since what comes of it lies elsewhere; made when there is none.</summary>
    internal static ViewState Reserve(IOnlineWrite write, ViewPlan plan) => Find(write, plan) ?? Save(write, New(write, plan));

    /// <summary>Begins the state of a view under a number that was given elsewhere. What lies there under another number is removed: it is of a store that is no more, and what it was made of is still there.</summary>
    internal static void Adopt(IOnlineWrite write, ViewPlan plan, int number)
    {
        if (Find(write, plan) is { } old)
        {
            if (old.Number == number) return;
            Drop(write, old);
        }

        Save(write, New(plan, number));
    }

    /// <summary>Records that the events of the stream before a position are in the state, and from when on single events are still kept.</summary>
    public static ViewState AdvanceStream(IOnlineWrite write, ViewState state, long position, Instant retainedFrom) =>
        Save(write, state with { LogPosition = position, RetainedFrom = retainedFrom > state.RetainedFrom ? retainedFrom : state.RetainedFrom });

    /// <summary>Records how many buckets are done.</summary>
    public static ViewState Advance(IOnlineWrite write, ViewState state, int bucketsDone) => Save(write, state with { Job = JobOf(state) with { BucketsDone = bucketsDone } });

    /// <summary>Records that the work is done and the range covered.</summary>
    public static ViewState Complete(IOnlineWrite write, ViewState state) => Save(write, state with { Covered = state.CoveredWith(JobOf(state).Range), Source = JobOf(state).Source, Job = null });

    /// <summary>Records that a view is as it was before work began of which nothing is written; null for not there.</summary>
    internal static void Undo(IOnlineWrite write, ViewPlan plan, ViewState? before)
    {
        if (before is not null) Save(write, before);
        else if (Find(write, plan) is { } begun) Drop(write, begun);
    }

    /// <summary>Removes the state of a view, and all its records.</summary>
    public static void Drop(IOnlineWrite write, ViewState state)
    {
        Span<byte> from = stackalloc byte[4];
        Span<byte> end = stackalloc byte[4];
        var key = Key(state.View, state.Hash);
        write.DeleteEverywhere(RecordKey.View(from, state.Number), RecordKey.View(end, state.Number + 1));
        write.Delete(Partition.Catalog, key, [.. key, 0]);
    }

    internal static byte[] Key(string view, string hash) => [.. Views, .. SHA256.HashData(Encoding.UTF8.GetBytes($"{view}\n{hash}"))];

    private static ViewState New(IOnlineWrite write, ViewPlan plan) => New(plan, TakeNumber(write));

    private static ViewState New(ViewPlan plan, int number) =>
        new() { Number = number, View = plan.Reference, Hash = plan.Hash, SeesItsInstant = plan is AttributeViewPlan };

    private static MaterializationJob JobOf(ViewState state) => state.Job ?? throw new InvalidOperationException($"View '{state.View}' is not being materialized.");

    private static ViewState Save(IOnlineWrite write, ViewState state)
    {
        write.Put(Partition.Catalog, Key(state.View, state.Hash), ViewStateCodec.Write(state));
        return state;
    }

    private static int TakeNumber(IOnlineWrite write)
    {
        var number = write.TryGet(Partition.Catalog, NextNumber, out var value) ? BinaryPrimitives.ReadInt32BigEndian(value) : 1;
        Span<byte> next = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(next, number + 1);
        write.Put(Partition.Catalog, NextNumber, next);
        return number;
    }
}
