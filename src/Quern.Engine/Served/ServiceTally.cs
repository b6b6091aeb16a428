namespace Quern.Engine.Served;

/// <summary>How many rows of a service were written and dropped since the log was opened. Safe for many threads.</summary>
internal sealed class ServiceTally(string service)
{
    private long _written;
    private long _dropped;

    public string Service => service;

    /// <summary>The share of keys that is logged now.</summary>
    public double Sample { get; init; }

    public ServiceCounts Counts => new(service, Sample, Volatile.Read(ref _written), Volatile.Read(ref _dropped));

    public void Write(long rows) => Interlocked.Add(ref _written, rows);

    public void Drop(long rows) => Interlocked.Add(ref _dropped, rows);
}

/// <summary>What became of the rows of one service since the log was opened.</summary>
/// <param name="Service">The service.</param>
/// <param name="Sample">The share of join keys that is logged.</param>
/// <param name="Written">Rows that are in the table.</param>
/// <param name="Dropped">Rows for which there was no room, or no storage until the end.</param>
public sealed record ServiceCounts(string Service, double Sample, long Written, long Dropped);
