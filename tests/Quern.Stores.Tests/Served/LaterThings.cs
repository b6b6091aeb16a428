using Quern.Planning;

namespace Quern.Stores.Tests.Served;

/// <summary>What is kept, later: the price is text.</summary>
public sealed record LaterThing
{
    public DateTimeOffset At { get; init; }

    public long Id { get; init; }

    public string Place { get; init; } = "";

    public string? Price { get; init; }

    public string? Comment { get; init; }
}

public sealed class LaterThings : FeatureRepository
{
    public Entity Item => Entity("item", "What is kept, where", "id", "place");

    public Source<LaterThing> Things => Parquet<LaterThing>("later.parquet", source => source.EventTime(t => t.At));

    public FeatureView Latest => Things.By(Item, t => t.Id, t => t.Place).Latest(t => new { t.Comment, t.Price });

    public FeatureService All => Service(Latest.As("now"));

    public static ServicePlan Plan()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new LaterThings()), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!.Services["all"];
    }
}
