using Quern.Engine.Feeds;

namespace Quern.Connectors.Tests.Kafka;

/// <summary>A feed whose connections end at random: with a batch in hand, or after it was taken and before anybody knows.</summary>
internal sealed class TornFeed(IFeedSource inner, int seed) : IFeedSource
{
    private readonly Random _random = new(seed);

    public string Kind => inner.Kind;

    public string Name => inner.Name;

    public IReadOnlyCollection<string> Columns => inner.Columns;

    public IReadOnlyList<Finding> Check() => inner.Check();

    public FeedProbe Probe(TimeProvider time, CancellationToken stop) => inner.Probe(time, stop);

    public IFeedReader Open(FeedTarget target, CancellationToken stop) => new Reader(inner.Open(target, stop), _random);

    private sealed class Reader(IFeedReader inner, Random random) : IFeedReader
    {
        public FeedHealth Health => inner.Health;

        public IReadOnlyList<FeedBatch> Read(TimeSpan wait)
        {
            var batches = inner.Read(wait);
            if (batches.Count > 0 && random.Next(5) == 0) throw new IOException("torn before");
            return batches;
        }

        public void Taken()
        {
            if (random.Next(3) == 0) throw new IOException("torn after");
            inner.Taken();
        }

        public void Dispose() => inner.Dispose();
    }
}
