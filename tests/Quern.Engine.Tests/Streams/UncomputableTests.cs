using Quern.Engine.Streams;
using Quern.Engine.Tests.PointInTime;
using Quern.Time;

namespace Quern.Engine.Tests.Streams;

/// <summary>A view that divides by what an event brings.</summary>
public sealed class Divisions : FeatureRepository
{
    public Entity Person => Entity("person", "", "who");

    public Source<Happening> Happenings => Stream<Happening>(source => source.EventTime(h => h.At), "happenings");

    public FeatureView Shares => Happenings.By(Person, h => h.Who).Windows("9s").Aggregate(w => new { Shares = w.Sum(h => 12 / h.Amount), Events = w.Count() });

    public FeatureService Everything => Service(Shares);
}

public sealed class UncomputableTests
{
    private static readonly Instant Now = new(15_000_000);

    [Fact]
    public void Events_FromWhichADefinitionCannotBeComputed_AreRefusedAlone_AndStopNothing()
    {
        using var project = new StreamProject(new Divisions(), Now, new());
        var report = project.Push([Event("a", 2), Event("a", 0), Event("b", 3), Event("b", 0)]);
        report.Accepted.ShouldBe(2);
        report.Refused.Select(refusal => $"{refusal.Index} {refusal.Code}").ShouldBe(["1 QRN4040", "3 QRN4040"]);
        report.Refused[0].Reason.ShouldBe("View 'shares' cannot be computed from it: (12 / row.amount): Attempted to divide by zero.");
        report.Refused[0].Event.ShouldContain("\"amount\":0");
        DeadLetters.List(project.Log, "happenings").Count.ShouldBe(2);
        project.Restart(killed: true);
        project.Push([Event("a", 4), Event("a", 0)]).Accepted.ShouldBe(1);
        new StreamLog(project.Log).End("happenings").ShouldBe(3);
    }

    private static Happening Event(string who, long amount) => new() { At = Now.ToDateTimeOffset(), Who = who, Amount = amount };
}
