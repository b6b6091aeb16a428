namespace Quern.Engine.Usage;

/// <summary>
/// The counts of one compiled request and one consumer until they are taken. They are striped: each processor adds to a line of memory of its own. A cell that has something to be taken puts itself on a
/// list, once, so that none is looked at in vain, and none is lost with the request that it was counted of: whoever takes unlists it first, so what is added meanwhile lists it again.
/// </summary>
internal sealed class UsageCell(UsageShape shape, string consumer, Action<UsageCell> list)
{
    // Longs in a line of 128 bytes: processors fetch two lines of 64 at a time.
    private const int Line = 16;
    private static readonly int Stripes = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(16, Environment.ProcessorCount));

    private readonly long[] _counts = new long[(Stripes + 1) * Line];
    private int _isListed;

    public UsageShape Shape => shape;

    public string Consumer => consumer;

    public void Add(int requests, int rows, long bytes, long ticks)
    {
        var at = ((Thread.GetCurrentProcessorId() & (Stripes - 1)) + 1) * Line;
        var counts = _counts.AsSpan(at, 4);
        Interlocked.Add(ref counts[0], requests);
        Interlocked.Add(ref counts[1], rows);
        Interlocked.Add(ref counts[2], bytes);
        Interlocked.Add(ref counts[3], ticks);
        if (Volatile.Read(ref _isListed) == 0 && Interlocked.Exchange(ref _isListed, 1) == 0) list(this);
    }

    /// <summary>Takes what was counted; the cell is on no list then, until more is added.</summary>
    public UsageCounts Take()
    {
        Interlocked.Exchange(ref _isListed, 0);
        Span<long> sums = stackalloc long[4];
        for (var at = Line; at < _counts.Length; at += Line)
            for (var i = 0; i < sums.Length; i++)
                sums[i] += Interlocked.Exchange(ref _counts[at + i], 0);
        return new(sums[0], sums[1], sums[1] * shape.Features.Count, sums[2], sums[3], 0);
    }
}
