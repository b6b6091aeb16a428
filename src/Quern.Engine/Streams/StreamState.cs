using System.Collections.Concurrent;
using Quern.Definitions;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <summary>One stream as the writer keeps it: what its events are, and how far its log is.</summary>
/// <param name="name">Its name.</param>
/// <param name="source">The source whose rows its events are.</param>
/// <param name="views">The heads of the views over it that are kept here.</param>
/// <param name="elsewhere">Of views over it whose state another process keeps: they hold nothing, and judge what may come into the log.</param>
internal sealed class StreamState(string name, SourceDefinition source, IReadOnlyList<ViewHead> views, IReadOnlyList<ViewHead> elsewhere)
{
    private readonly ViewHead[] _all = [.. views, .. elsewhere];

    public string Name => name;

    public SourceDefinition Source => source;

    /// <summary>Gets all views over it, wherever their state is kept.</summary>
    public IReadOnlyList<ViewHead> Views => _all;

    /// <summary>Gets the part of the stream that is taken here; null when it is not shared.</summary>
    public Parts.OwnPart? Own { get; init; }

    public SoundEvents Sound { get; } = new(name, source);

    public byte[] Partition { get; } = StreamPartition.Events(name);

    public byte[] Keys { get; } = StreamPartition.Keys(name);

    /// <summary>Gets how late an event may be for the view that waits least; null when there is no view.</summary>
    public Duration? LeastLateness { get; } = views.Concat(elsewhere).Min(head => (Duration?)head.View.AllowedLateness);

    public bool HasHop { get; } = views.Concat(elsewhere).Any(head => head.View is AggregationViewPlan { View.Hop: not null });

    /// <summary>Gets or sets the sequence number of the next event.</summary>
    public long End { get; set; }

    /// <summary>Gets or sets when the last event was known, in microseconds.</summary>
    public long LastKnown { get; set; } = long.MinValue;

    public StreamCounts Counts { get; init; } = new();

    /// <summary>Gets what is to be measured once it is in the indexed state, in the order of the log.</summary>
    public ConcurrentQueue<UnseenPush> Unseen { get; init; } = [];

    /// <summary>Gets how many events of the log the view that is furthest behind does not have in its indexed state.</summary>
    public long Lag => views.Count == 0 ? 0 : Math.Max(0, End - Indexed);

    /// <summary>Gets up to which place of the log all views that are kept here have it in their indexed state; 0 where none is.</summary>
    public long Indexed => views.Count == 0 ? 0 : views.Min(head => head.Indexed);

    /// <summary>How the stream is at a second of the process.</summary>
    public StreamVitals Vitals(long second)
    {
        return new(name, End, Counts.Rate.PerSecond(second), Counts.Accepted, Counts.Duplicate, Counts.Late, Counts.Refused, Lag, Of(Counts.Visible), Of(Counts.Fresh));

        static DelayVitals Of(Delays delays) => new(delays.At(0.5), delays.At(0.99));
    }
}
