namespace Quern.Spec;

/// <summary>A value of feature X for a user, from a day on.</summary>
public sealed record UserDay
{
    public DateTimeOffset At { get; init; }
    public long User { get; init; }
    public double X { get; init; }
}

/// <summary>The one view of the worked join in Feathr's documentation.</summary>
public sealed class Feathr : FeatureRepository
{
    public Entity User => Entity("user");

    public Source<UserDay> Days => Parquet<UserDay>("-", source => source.EventTime(d => d.At));

    public FeatureView Daily => Days.By(User, d => d.User).Latest(d => new { d.X });
}
