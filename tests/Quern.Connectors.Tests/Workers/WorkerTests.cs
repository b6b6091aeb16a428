using Quern.Connectors.Tests.Kafka;
using Quern.Connectors.Tests.Redis;
using Quern.Connectors.Workers;

namespace Quern.Connectors.Tests.Workers;

[Collection(RedisTests.Name)]
public sealed class WorkerTests(RedisServer server)
{
    [Fact]
    public void Worker_ThatIsAlone_HasAllPartsAndTheBitsOfATrainingSet()
    {
        using var project = new SharedProject(server.NewSettings());
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
        using var project = new SharedProject(server.NewSettings());
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
                More(2);
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

    [Fact]
    public void Events_InTheWrongPart_AreDeadLetters_AndCountNowhere()
    {
        using var project = new SharedProject(server.NewSettings());
        var sales = FedProject.Sales(new Random(2), 200);
        project.Send(sales);
        var wrong = sales[0] with { Id = "wrong" };
        var part = project.Settings.Shared.PartOf(SharedProject.KeyOf(wrong.Customer));
        project.Broker.Send(KafkaSource.Topic, (part + 1) % SharedProject.Parts, FedProject.Json(wrong));
        project.Work();
        project.WaitForEvents(sales.Length);
        Eventually.So(() => project.DeadLetters().Count == 1, () => "there is no dead letter");
        var (where, letter) = project.DeadLetters().Single();
        where.ShouldBe($"sales/{(part + 1) % SharedProject.Parts}");
        letter.Code.ShouldBe("QRN6430");
        letter.Reason.ShouldContain($"belongs to part {part} of stream 'sales', and it came in part {(part + 1) % SharedProject.Parts}");
        letter.Reason.ShouldContain("offset");
        project.ShouldHave(sales);
    }

    [Fact]
    public void Events_RepeatedCorrectedAndOutOfOrder_AcrossWorkersThatTakeTurns_HaveTheBitsOfATrainingSet()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var project = new SharedProject(server.NewSettings(), SalesFeatures.Plan(new KeyedSales()), Partitioners.Crc32Name);
        var sent = new Dictionary<string, Sale>();
        var first = project.Work();
        for (var round = 0; round < 4; round++)
        {
            var sales = FedProject.Sales(random, 250, round * 250).ToList();
            // Some are sent twice, and of some earlier ones the amount was wrong.
            sales.AddRange(sales.Where(_ => random.Next(5) == 0).ToArray());
            sales.AddRange(sent.Values.Where(_ => random.Next(10) == 0).Select(sale => sale with { Amount = sale.Amount + 1 }).ToArray());
            foreach (var sale in sales) sent[sale.Id] = sale;
            project.Send(sales);
            if (round != 1) continue;
            project.End(first);
            first = project.Work();
        }

        var last = new Sale { At = FedProject.Noon.ToDateTimeOffset().AddHours(-1), Id = "last", Customer = "c1", Amount = 1 };
        sent[last.Id] = last;
        project.Send([last]);
        Eventually.So(() => first.Words.Count == SharedProject.Parts && first.Words.All(word => word.Lag == 0) && project.Settings.Parts == first.Held.Count, () => string.Join(", ", first.Words));
        project.ShouldHave(sent.Values, $"seed {seed}");
    }

    [Fact]
    public void Parts_ThatAreEmpty_BeginWhereSettingsSay_WhateverTheGroupHasRead()
    {
        using var project = new SharedProject(server.NewSettings());
        var sales = FedProject.Sales(new Random(6), 100);
        project.Send(sales);
        project.Broker.Commit("quern", KafkaSource.Topic, project.Settings.Shared.PartOf(SharedProject.KeyOf(sales[0].Customer)), 5);
        project.Work();
        project.WaitForEvents(sales.Length);
        project.ShouldHave(sales);
    }

    [Fact]
    public void Worker_WhoseClockGoesWrong_TakesNoParts_UntilItIsRight()
    {
        using var project = new SharedProject(server.NewSettings());
        var clock = new MovedClock { Ahead = TimeSpan.FromMinutes(-1) };
        project.Send(FedProject.Sales(new Random(4), 50));
        var worker = project.Work(time: clock);
        Eventually.So(() => project.Told.Contains("QRN6439"), () => string.Join(' ', project.Told));
        worker.Held.ShouldBeEmpty();
        clock.Ahead = default;
        project.WaitForEvents(50);
        // Told just after they were taken.
        Eventually.So(() => project.Told.Contains("well"), () => string.Join(' ', project.Told));
    }

    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    private sealed class KeyedSales : SalesFeatures
    {
        public override Source<Sale> Sales => Stream<Sale>(source => source.EventTime(s => s.At).EventKey(s => s.Id), "sales");
    }
}
