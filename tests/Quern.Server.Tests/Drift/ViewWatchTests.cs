using Quern.Engine.Online;
using Quern.Planning;
using Quern.Server.Clocks;
using Quern.Server.Drift;
using Quern.Server.Tests.Streams;
using Quern.Stores.Lmdb;
using Quern.Stores.Projects;

namespace Quern.Server.Tests.Drift;

/// <summary>A view of a stream is paused while the server runs, when its features are not as expected.</summary>
public sealed class ViewWatchTests
{
    private readonly ViewWatch _watch = new();
    private readonly ManualClock _clock = new(StreamServer.Noon);

    [Fact]
    public async Task ViewOfAStream_IsPaused_AndGoesOnWithWhatSomebodyHasLookedAt()
    {
        var plan = Plans.Of(new Capped());
        await using var server = await StreamServer.StartAsync(plan, _clock);
        using var online = new LmdbOnlineStore(server.Project.Online);
        await PushAsync(server, "ann", 10);
        Look(server, plan, online).ShouldBeNull();
        _watch.Found!.Expectations.ShouldHaveSingleItem().Holds.ShouldBeTrue();

        await PushAsync(server, "ann", 100);
        // Within a minute nothing is judged again.
        _watch.Look(plan.Views["spending"], "1", null!, null, null!, _clock.Now, null, TestContext.Current.CancellationToken);
        _watch.Found.Expectations[0].Holds.ShouldBeTrue();
        Look(server, plan, null).ShouldBeNull();
        _watch.Found.Expectations[0].ShouldSatisfyAllConditions(expected => expected.IsOpen.ShouldBeTrue(), expected => expected.OnFail.ShouldBe("pause"));
        Look(server, plan, online)!.Reason.ShouldBe("'spent_lifetime is from 0 to 50' of spending is not met by 1 of 1 values of spent_lifetime: first 110 of customer=ann");
        await PushAsync(server, "ann", 1);
        await PushAsync(server, "bob", 70);
        (await SpentAsync(server)).ShouldBe("[110.0,null]");

        Resume(server, online);
        await PushAsync(server, "cid", 1);
        (await SpentAsync(server)).ShouldBe("[111.0,70.0]");
        Look(server, plan, online).ShouldBeNull();
        _watch.Found.Expectations[0].ShouldSatisfyAllConditions(expected => expected.IsOpen.ShouldBeTrue(), expected => expected.Failed.ShouldBe(2));
        // Late, and known only now.
        await PushAsync(server, "cid", 60);
        Look(server, plan, online)!.Reason.ShouldEndWith("not met by 1 of 3 values of spent_lifetime: first 61 of customer=cid");
    }

    [Fact]
    public async Task ViewOfFiles_IsLeftToWhoWritesIt()
    {
        var plan = Plans.Of(new CappedFiles());
        await using var server = await StreamServer.StartAsync(plan);
        await File.WriteAllTextAsync(Path.Combine(server.Project.Folder, "sales.csv"), "at,customer,amount,shop\n2024-05-01T10:00:00Z,ann,70,north\n", TestContext.Current.CancellationToken);
        using var online = new LmdbOnlineStore(server.Project.Online);
        Look(server, plan, online).ShouldBeNull();
        _watch.Found!.Expectations[0].IsOpen.ShouldBeTrue();
    }

    // A minute later; gives the pause of the view.
    private ViewPause? Look(StreamServer server, RepositoryPlan plan, IOnlineStore? online)
    {
        _clock.Set(_clock.Now + ExpectationWatch.Pace);
        using var reader = new ProjectReader(server.Project, new());
        _watch.Look(plan.Views["spending"], "1", reader, online is null ? null : use => use(online), new(1, 1 << 24), _clock.Now, null, TestContext.Current.CancellationToken);
        return online is null ? null : PauseCatalog.Lasting(online).GetValueOrDefault("spending");
    }

    private static void Resume(StreamServer server, LmdbOnlineStore online)
    {
        using var reader = new ProjectReader(server.Project, new());
        using var write = online.BeginWrite();
        PauseCatalog.Resume(write, "spending", reader.Log!.End("purchases")).ShouldNotBeNull();
        write.Commit();
    }

    private static async Task PushAsync(StreamServer server, string customer, int amount) =>
        (await server.PushAsync($$"""{"at":"2024-05-01T11:00:00Z","customer":"{{customer}}","amount":{{amount}},"shop":"north"}""")).Body!["accepted"]!.ToString().ShouldBe("1");

    private static Task<string> SpentAsync(StreamServer server) => server.ValuesAsync("checkout", """{"customer":["ann","bob"]}""", "spent_lifetime");

    private class Capped : FeatureRepository
    {
        public Entity Customer => Entity("customer", "Somebody who buys");

        public virtual Source<Sale> Purchases => Stream<Sale>(source => source.EventTime(s => s.At));

        public FeatureView Spending => Purchases.By(Customer, s => s.Customer).Windows("lifetime").Aggregate(w => new { Spent = w.Sum(s => s.Amount) }).ExpectRange("spent_lifetime", 0, 50, OnFail.Pause);

        public FeatureService Checkout => Service(Spending);
    }

    private sealed class CappedFiles : Capped
    {
        public override Source<Sale> Purchases => Csv<Sale>("sales.csv", source => source.EventTime(s => s.At));
    }
}
