namespace Quern.Engine.Usage;

/// <summary>What things cost, in a currency of the user's.</summary>
/// <param name="CpuHour">An hour of a processor.</param>
/// <param name="GibMonth">A GiB of online state that is stored for 30 days.</param>
/// <param name="GibServed">A GiB of answers and of training sets.</param>
/// <param name="MillionRecords">A million records of online state that are written.</param>
/// <param name="Currency">What it is called, such as EUR; empty for none.</param>
public sealed record CostPrices(double CpuHour = 0, double GibMonth = 0, double GibServed = 0, double MillionRecords = 0, string Currency = "")
{
    private const double Gib = 1L << 30;
    private const int HoursPerMonth = 30 * 24;

    /// <summary>What something costs.</summary>
    /// <param name="of">What was used.</param>
    /// <param name="hours">For how many hours what is stored was stored.</param>
    public double Of(CostLine of, long hours) =>
        (CpuHour * of.Time.TotalHours) + (GibMonth * of.StoredBytes / Gib * hours / HoursPerMonth) + (GibServed * of.ServedBytes / Gib) + (MillionRecords * of.WrittenRecords / 1e6);
}
