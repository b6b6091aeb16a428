namespace Quern.Benchmarks.Streams;

/// <summary>How long things took, in milliseconds.</summary>
internal sealed class Latencies
{
    private readonly List<double> _all = [];

    public void Add(TimeSpan took)
    {
        lock (_all) _all.Add(took.TotalMilliseconds);
    }

    /// <summary>The latency that a share of all did not exceed.</summary>
    public double At(double share)
    {
        lock (_all)
        {
            _all.Sort();
            return _all.Count == 0 ? double.NaN : _all[(int)Math.Min(_all.Count - 1, share * _all.Count)];
        }
    }
}
