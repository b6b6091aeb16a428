using Quern.Values;

namespace Quern.Testing.Tests.Features;

public sealed record Reading(DateTimeOffset At, string Sensor, double Value);

public sealed class SensorFeatures : FeatureRepository
{
    public Entity Sensor => Entity("sensor");

    public Source<Reading> Readings => Parquet<Reading>("-", source => source.EventTime(r => r.At));

    public FeatureView Recent => Readings.By(Sensor, r => r.Sensor).Windows("1h").Aggregate(w => new { Low = w.Min(r => r.Value), High = w.Max(r => r.Value) });

    [OnDemand]
    public static (double? Spread, string? Word, long? Steps)? Range(double? low_1h, double? high_1h, [Request] long? step)
    {
        if (step == 0) throw new ArgumentException("a step of nothing");
        if (high_1h - low_1h is not { } spread) return null;
        return (spread, spread > 5 ? "wide" : null, step is { } by ? (long)spread / by : null);
    }

    [OnDemand]
    public static Grade Graded(double? spread, string? word) => new() { Score = spread / 2, IsWide = word is not null };

    public FeatureService Whole => Service(Recent, OnDemand(Range), OnDemand(Graded));

    public FeatureService Part => Service(OnDemand(Graded).Only("is_wide"));

    public sealed class Grade
    {
        public double? Score { get; init; }

        public bool IsWide { get; init; }
    }
}

/// <summary>Several features of one on-demand method, from history and online, by the same expectation.</summary>
public sealed class SeveralOutputsTests
{
    private static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Outputs_AreFeaturesOfTheService() => For("a", 2).ExpectService("whole", new { spread = 8.0, word = "wide", steps = 4, score = 4.0, is_wide = true });

    [Fact]
    public void Output_OfANull_IsNull_AndOthersAreNot() => For("b", 1).ExpectService("whole", new { spread = 1.0, word = FeatureStatus.NullValue, steps = 1, score = 0.5, is_wide = false });

    [Fact]
    public void NullResult_MakesAllOutputsNull() => For("nobody", 1).ExpectService("whole", new { spread = FeatureStatus.NullValue, word = FeatureStatus.NullValue, steps = FeatureStatus.NullValue, score = FeatureStatus.NullValue, is_wide = false });

    [Fact]
    public void Throwing_FailsAllOutputs() =>
        For("a", 0).ExpectService("whole", new { spread = FeatureStatus.Failed, word = FeatureStatus.Failed, steps = FeatureStatus.Failed, score = FeatureStatus.NullValue, is_wide = false, high_1h = 10 });

    [Fact]
    public void Only_GivesOneOutput_FromThoseThatNobodyReturns() => For("a", 1).ExpectService("part", new { is_wide = true });

    private static FeatureQuestion For(string sensor, long step) => FeatureTest.For<SensorFeatures>().Given(
        f => f.Readings,
        [new(Noon, "a", 2), new(Noon.AddMinutes(1), "a", 10), new(Noon, "b", 4), new(Noon.AddMinutes(2), "b", 5)]).At(Noon.AddMinutes(30)).For(sensor).With(new { step });
}
