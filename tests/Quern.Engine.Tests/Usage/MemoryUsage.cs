using Quern.Engine.Usage;

namespace Quern.Engine.Tests.Usage;

/// <summary>Counts that end with the test; writing fails for the days that it says.</summary>
internal sealed class MemoryUsage : IUsageStore
{
    public UsageHistory Kept { get; private set; } = UsageHistory.Empty;

    public Func<long, bool> IsFull { get; set; } = _ => false;

    public void Add(long day, UsageHistory counts)
    {
        if (IsFull(day)) throw new QuernException(new Finding("QRN6390", "the disk is full"));
        counts.Counts.Keys.ShouldAllBe(key => key.Hour / 24 == day);
        Kept = Kept.With(counts);
    }

    public UsageHistory Read(long fromHour) => Kept with { Counts = Kept.Counts.Where(counted => counted.Key.Hour >= fromHour).ToDictionary() };
}
