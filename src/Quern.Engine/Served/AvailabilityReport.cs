using Quern.Definitions;

namespace Quern.Engine.Served;

/// <summary>How what a service promises of a view at its point in time was kept over some reads.</summary>
/// <param name="Promise">The promise.</param>
/// <param name="Reads">How many rows were read by versions of the service that read the view.</param>
/// <param name="Missing">In how many a feature of the view was missing, by the status of the first that was; without a feature among the outputs, <c>NOTHING_THERE</c> where the view had nothing.</param>
/// <param name="Older">In how many none was, but what the view had was older than promised, or nobody knows of when it was.</param>
public sealed record AvailabilityReport(AvailabilityDefinition Promise, long Reads, IReadOnlyDictionary<string, long> Missing, long Older)
{
    /// <summary>The share of the reads in which the view was as promised, 0 to 1; null where there were no reads.</summary>
    public double? Share => Reads == 0 ? null : (Reads - Missing.Values.Sum() - Older) / (double)Reads;

    /// <summary>Whether the promise was kept; one that nobody read is.</summary>
    public bool IsKept => Share is not { } share || share >= Promise.Share;
}
