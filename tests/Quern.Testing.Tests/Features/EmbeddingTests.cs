namespace Quern.Testing.Tests.Features;

public sealed record Listen
{
    public DateTimeOffset At { get; init; }

    public string User { get; init; } = "";

    [Column(Dimensions = 2)]
    public float[]? Song { get; init; }
}

public sealed class ListenFeatures : FeatureRepository
{
    public Entity User => Entity("user");

    public Source<Listen> Listens => Stream<Listen>(source => source.EventTime(l => l.At));

    public FeatureView Taste => Listens.By(User, l => l.User).Windows("1d").Aggregate(w => new { Mean = w.Mean(l => l.Song), Recent = w.MeanOfLast(l => l.Song, 2), Last = w.Last(l => l.Song) });

    public FeatureView Playing => Listens.By(User, l => l.User).Where(l => l.Song != null).Latest(l => new { l.Song });

    [OnDemand]
    public static double? Nearness(float[]? recent_1d, [Request] float[] query) => recent_1d?.Zip(query, (left, right) => (double)left * right).Sum();

    [OnDemand]
    public static float[]? Opposite(float[]? song) => song?.Select(number => -number).ToArray();

    public FeatureService Search => Service(Taste, Playing, OnDemand(Nearness), OnDemand(Opposite));
}

/// <summary>Offline and online, by the same expectation.</summary>
public sealed class EmbeddingTests
{
    private static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Mean_IsThatOfEachElement() => At(5).For("ann").Expect("taste", new { mean_1d = new[] { 3f, 5f }, recent_1d = new[] { 4f, 7f }, last_1d = new[] { 6f, 8f } });

    [Fact]
    public void Attribute_IsTheLatest() => At(5).For("ann").Expect("playing", new { song = new[] { 6f, 8f } });

    [Fact]
    public void Nobody_HasNone() => At(5).For("eve").Expect("taste", new { mean_1d = (object?)null, recent_1d = (object?)null });

    [Fact]
    public void OnDemandMethods_TakeAndGiveThem() =>
        At(5).For(new { user = "ann", query = new[] { 1f, 0.5f } }).ExpectService("search", new { nearness = 7.5, opposite = new[] { -6f, -8f } });

    [Fact]
    public void AnotherLength_IsRefused() =>
        Should.Throw<ArgumentException>(() => FeatureTest.For<ListenFeatures>().Given(f => f.Listens, [new Listen { At = Noon, Song = [1] }]).At(Noon.AddHours(1)).For("").Expect("playing", new { song = new[] { 1f } }))
            .Message.ShouldContain("is an embedding of 2 numbers, and this one has 1");

    private static FeatureQuestion At(double hours) => FeatureTest.For<ListenFeatures>().Given(
        f => f.Listens,
        [
            new Listen { At = Noon, User = "ann", Song = [1, 1] },
            new Listen { At = Noon.AddHours(1), User = "ann", Song = [2, 6] },
            new Listen { At = Noon.AddHours(2), User = "ann" },
            new Listen { At = Noon.AddHours(3), User = "ann", Song = [6, 8] },
        ]).At(Noon.AddHours(hours));
}
