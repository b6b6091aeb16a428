using Quern.Engine.Feeds;
using Quern.Engine.Streams;

namespace Quern.Connectors.Feeds;

/// <summary>What a feed has taken since the process began. For one thread that adds and any that ask.</summary>
internal sealed class FeedCounts(TimeProvider time)
{
    private readonly FeedRate _rate = new(time);
    private readonly Lock _lock = new();
    private (long Accepted, long Duplicate, long Late, long Refused, long Skipped) _sums;

    public void Add(FeedBatch batch, PushReport report)
    {
        lock (_lock)
            _sums = (_sums.Accepted + report.Accepted, _sums.Duplicate + report.Duplicate, _sums.Late + report.Late, _sums.Refused + report.Refused.Count, _sums.Skipped + batch.Skipped);
        _rate.Add(batch.Count);
    }

    public FeedStatus Into(FeedStatus status)
    {
        lock (_lock)
            return status with { Accepted = _sums.Accepted, Duplicate = _sums.Duplicate, Late = _sums.Late, Refused = _sums.Refused, Skipped = _sums.Skipped, PerSecond = _rate.PerSecond() };
    }
}
