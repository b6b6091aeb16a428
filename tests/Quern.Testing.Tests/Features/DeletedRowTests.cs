namespace Quern.Testing.Tests.Features;

/// <summary>A row of a table's change log: what the table had after the change, or only the key of what was deleted.</summary>
public sealed record CustomerChange
{
    public DateTimeOffset At { get; init; }

    public string? Op { get; init; }

    public string Id { get; init; } = "";

    public string? City { get; init; }

    public long? Limit { get; init; }
}

public sealed class CustomerFeatures : FeatureRepository
{
    public Entity Customer => Entity("customer");

    public Source<CustomerChange> Changes => Parquet<CustomerChange>("-", source => source.EventTime(c => c.At).DeletedWhen(c => c.Op == "delete"), "changes");

    public FeatureView Profile => Changes.By(Customer, c => c.Id).Latest(c => new { c.City, c.Limit });

    public FeatureView Abroad => Changes.By(Customer, c => c.Id).Where(c => c.City != "Oslo").Latest(c => new { c.City });

    public FeatureView Edits => Changes.By(Customer, c => c.Id).Windows("1d").Aggregate(w => new { Changes = w.Count(), MeanLimit = w.Mean(c => c.Limit) });
}

public sealed class DeletedRowTests
{
    private static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly CustomerChange[] Log =
    [
        new() { At = Noon, Op = "insert", Id = "ann", City = "Rome", Limit = 100 },
        new() { At = Noon.AddHours(1), Op = "delete", Id = "ann" },
        new() { At = Noon.AddHours(2), Op = null, Id = "ann", City = "Bergen", Limit = 300 },
        new() { At = Noon, Op = "insert", Id = "bob", City = "Rome" },
        new() { At = Noon.AddHours(1), Op = "delete", Id = "bob", City = "Oslo" },
    ];

    [Theory]
    [InlineData("ann", 0.5, "Rome", 100L)]
    [InlineData("ann", 1.0, null, null)]
    [InlineData("ann", 1.5, null, null)]
    [InlineData("ann", 2.5, "Bergen", 300L)]
    [InlineData("bob", 5.0, null, null)]
    public void Attributes_AreNullFromADeletionOn_UntilTheKeyComesAgain(string id, double hours, string? city, long? limit) => At(hours).For(id).Expect("profile", new { city, limit });

    [Theory]
    [InlineData("ann", 0.5, "Rome")]
    [InlineData("ann", 1.5, null)]
    [InlineData("bob", 1.5, null)]
    public void Deletion_EndsTheAttributesOfAViewWithAFilter_WhateverItsColumnsSay(string id, double hours, string? city) => At(hours).For(id).Expect("abroad", new { city });

    [Fact]
    public void Aggregates_CountNoDeletions() => At(5).For("ann").Expect("edits", new { changes_1d = 2, mean_limit_1d = 200.0 });

    private static FeatureQuestion At(double hours) => FeatureTest.For<CustomerFeatures>().Given(f => f.Changes, Log).At(Noon.AddHours(hours));
}
