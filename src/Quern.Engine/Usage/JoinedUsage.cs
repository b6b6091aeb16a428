namespace Quern.Engine.Usage;

/// <summary>What is counted here, with what others count where they keep it: it is read together, and added here alone.</summary>
/// <param name="own">Where it is kept here.</param>
/// <param name="others">Where others keep theirs.</param>
public sealed class JoinedUsage(IUsageStore own, IUsageStore others) : IUsageStore
{
    /// <inheritdoc/>
    public void Add(long day, UsageHistory counts) => own.Add(day, counts);

    /// <inheritdoc/>
    public UsageHistory Read(long fromHour) => own.Read(fromHour).With(others.Read(fromHour));
}
