using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Benchmarks.Streams;

/// <summary>Batches of random clicks within the last second. For one thread.</summary>
/// <param name="seed">Of the random numbers.</param>
/// <param name="users">How many users there are, and as many items.</param>
/// <param name="shops">How many shops.</param>
internal sealed class ClickBatches(int seed, int users, int shops)
{
    /// <summary>What a click takes as numbers side by side: its time and five fields of eight bytes.</summary>
    public const int PackedBytes = 48;

    private readonly Random _random = new(seed);

    /// <summary>The next batch.</summary>
    public EventBatch Next(RowSchema schema, Instant now)
    {
        var batch = new EventBatch(schema) { Count = StreamFloors.Batch };
        for (var i = 0; i < batch.Count; i++)
        {
            ((Int64Column)batch[0]).Append(now.Microseconds - _random.Next(1_000_000));
            ((Int64Column)batch[1]).Append(_random.Next(users));
            ((Int64Column)batch[2]).Append(_random.Next(users));
            ((Int64Column)batch[3]).Append(_random.Next(shops));
            ((Float64Column)batch[4]).Append(_random.Next(10_000) / 100.0);
            ((Int64Column)batch[5]).Append(_random.Next(600));
        }

        return batch;
    }
}
