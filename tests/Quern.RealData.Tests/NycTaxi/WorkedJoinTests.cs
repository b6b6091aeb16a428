namespace Quern.RealData.Tests.NycTaxi;

/// <summary>Feathr's documentation has one worked join: a row dated exactly at the label's instant is seen.</summary>
public sealed class WorkedJoinTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-feathr-").FullName;

    [Fact]
    public void FeathrsWorkedJoin_OfDailyRows_GivesItsPublishedAnswers()
    {
        File.WriteAllText(Path.Combine(_folder, "x.csv"), """
            day,user_id,x
            2020-05-01,1,0.5
            2020-05-01,2,0.3
            2020-05-01,3,0.1
            2020-05-02,1,0.4
            2020-05-02,2,0.2
            2020-05-02,3,0.1
            2020-05-03,1,0.3
            2020-05-03,2,0.2
            2020-05-03,3,0.15

            """);
        using var bench = new Workbench(_folder, new DailyFeatures());
        bench.Train("users", """
            SELECT * FROM (VALUES (1, 1, DATE '2020-05-01'), (2, 2, DATE '2020-05-01'), (3, 3, DATE '2020-05-02'), (4, 1, DATE '2020-05-03'), (5, 3, DATE '2020-05-03'))
                AS rows(tracking_id, user_id, event_timestamp)
            """).Lines("SELECT tracking_id, x FROM train").ShouldBe(["1 0.5", "2 0.3", "3 0.1", "4 0.3", "5 0.15"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>A value of a user on a day.</summary>
public sealed record Daily
{
    public DateTimeOffset Day { get; init; }

    public long UserId { get; init; }

    public double X { get; init; }
}

public sealed class DailyFeatures : FeatureRepository
{
    public Entity User => Entity("user", "", "user_id");

    public Source<Daily> Days => Csv<Daily>("x.csv", source => source.EventTime(d => d.Day));

    public FeatureView UserDays => Days.By(User, d => d.UserId).Latest(d => new { d.X });

    public FeatureService Users => Service(UserDays);
}
