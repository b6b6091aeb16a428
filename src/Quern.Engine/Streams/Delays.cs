using System.Numerics;

namespace Quern.Engine.Streams;

/// <summary>How long things took, counted by length in buckets that are an eighth of their length wide. One thread adds, or any number by <see cref="AddShared"/>; any number read.</summary>
public sealed class Delays
{
    private const int Exact = 8;
    private readonly long[] _counts = new long[62 * Exact];

    /// <summary>Gets how many there are.</summary>
    public long Count => _counts.Sum();

    /// <summary>Counts one, from whichever thread; less than nothing counts as nothing. It neither waits nor allocates.</summary>
    /// <param name="microseconds">How long it took.</param>
    public void AddShared(long microseconds) => Interlocked.Increment(ref _counts[BucketOf(Math.Max(0, microseconds))]);

    /// <summary>Takes what was counted, which is then forgotten here; none is lost or told twice that is added meanwhile by <see cref="AddShared"/>.</summary>
    public Delays Take()
    {
        var taken = new Delays();
        for (var i = 0; i < _counts.Length; i++)
            if (Volatile.Read(ref _counts[i]) != 0)
                taken._counts[i] = Interlocked.Exchange(ref _counts[i], 0);
        return taken;
    }

    /// <summary>Counts one; less than nothing counts as nothing.</summary>
    /// <param name="microseconds">How long it took.</param>
    public void Add(long microseconds) => Volatile.Write(ref _counts[BucketOf(Math.Max(0, microseconds))], _counts[BucketOf(Math.Max(0, microseconds))] + 1);

    /// <summary>What a share of all did not exceed, or up to an eighth more; null while there are none.</summary>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan? At(double share)
    {
        long[] counts = [.. _counts];
        var left = (long)Math.Ceiling(share * counts.Sum());
        if (left == 0) return null;
        var bucket = 0;
        for (left -= counts[0]; left > 0; left -= counts[bucket]) bucket++;
        return TimeSpan.FromMicroseconds(LongestOf(bucket));
    }

    private static int BucketOf(long microseconds)
    {
        if (microseconds < Exact) return (int)microseconds;
        var power = BitOperations.Log2((ulong)microseconds);
        return ((power - 2) * Exact) + (int)((microseconds >> (power - 3)) & (Exact - 1));
    }

    private static long LongestOf(int bucket)
    {
        if (bucket < Exact) return bucket;
        var power = (bucket / Exact) + 2;
        return ((long)(Exact + (bucket % Exact) + 1) << (power - 3)) - 1;
    }
}
