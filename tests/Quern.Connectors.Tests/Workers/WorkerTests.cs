using Quern.Connectors.Tests.Redis;

namespace Quern.Connectors.Tests.Workers;

[Collection(RedisTests.Name)]
public sealed class WorkerTests(RedisServer server)
{
    [Fact]
    public void Worker_ThatIsAlone_HasAllPartsAndTheBitsOfATrainingSet()
    {
        using var project = new SharedProject(server);
        var sales = FedProject.Sales(new Random(1), 2_000);
        project.Send(sales);
        var worker = project.Work();
        project.WaitForEvents(sales.Length);
        project.Events.ShouldBe(sales.Length);
        worker.Held.ShouldBe(["sales/0", "sales/1", "sales/2", "sales/3"]);
        project.ShouldHave(sales);
    }

    [Fact]
    public void Workers_ThatComeAndGo_ShareTheParts_LoseAndRepeatNothing()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var project = new SharedProject(server);
        var sent = new List<Sale>();
        void More(int count)
        {
            var sales = FedProject.Sales(random, count, sent.Count);
            sent.AddRange(sales);
            project.Send(sales);
        }

        More(500);
        var first = project.Work();
        More(500);
        var second = project.Work();
        Eventually.So(
            () =>
            {
                More(20);
                return first.Held.Count == 2 && second.Held.Count == 2;
            },
            () => $"{string.Join(' ', first.Held)}; {string.Join(' ', second.Held)}; {string.Join(' ', project.Told)}");
        More(500);
        project.WaitForEvents(sent.Count);
        var third = project.Work();
        More(500);
        Eventually.So(() => third.Held.Count > 0 && first.Held.Count + second.Held.Count + third.Held.Count == SharedProject.Parts, () => "the third gets none");
        project.End(first);
        More(500);
        project.WaitForEvents(sent.Count);
        project.Events.ShouldBe(sent.Count, $"seed {seed}");
        project.ShouldHave(sent, $"seed {seed}");
    }
}
