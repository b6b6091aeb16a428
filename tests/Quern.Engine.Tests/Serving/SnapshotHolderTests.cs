using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Tests.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Testing.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Serving;

/// <summary>Vectors from a store that is written while it is read, and keeps no former states.</summary>
public sealed class SnapshotHolderTests
{
    private static readonly ServicePlan Service = Histories.PlanOf(new EveryAggregate());
    private static readonly Instant End = new(20_000_000);

    // Between the entities and the catalog, between that and each lookup, and not at all.
    [Theory]
    [InlineData()]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1, 2, 3, 4, 5)]
    [InlineData(2, 4, 6, 8)]
    public void Commit_BetweenTwoFetches_ChangesNoAnswer(params int[] commits)
    {
        using var store = new MemoryOnlineStore();
        Materialize(store, "a", 7);
        var expected = Read(new VectorReader(store, Service));
        var fetches = 0;
        using var moving = new MovingStore(store, () =>
        {
            if (commits.Contains(++fetches)) Commit(store);
        });
        var reader = new VectorReader(moving, Service);
        Read(reader).ShouldBe(expected);
        Read(reader).ShouldBe(expected);
        fetches.ShouldBeGreaterThan(2);
        Service.Lookups.ShouldNotBeEmpty();
    }

    [Fact]
    public void Views_ThatCameMeanwhile_AreSeenByTheNextRead()
    {
        using var store = new MemoryOnlineStore();
        using var moving = new MovingStore(store, () => { });
        var reader = new VectorReader(moving, Service);
        var before = Read(reader);
        Materialize(store, "a", 7);
        Read(reader).ShouldBe(Read(new VectorReader(store, Service)));
        Read(reader).ShouldNotBe(before);
    }

    [Fact]
    public void Store_ThatIsWrittenWithoutRest_EndsTheRead()
    {
        using var store = new MemoryOnlineStore();
        Materialize(store, "a", 7);
        using var moving = new MovingStore(store, () => Commit(store));
        Should.Throw<SnapshotMovedException>(() => Read(new VectorReader(moving, Service))).Findings[0].Code.ShouldBe("QRN4011");
    }

    private static void Commit(MemoryOnlineStore store)
    {
        using var write = store.BeginWrite();
        write.Put("somebody else"u8, "r"u8, []);
        write.Commit();
    }

    private static void Materialize(IOnlineStore store, string who, long amount) =>
        new RangeMaterializer(store, new Histories(1, new EveryAggregate()).Reader([new Happening { At = DateTimeOffset.UnixEpoch.AddSeconds(10), Known = DateTimeOffset.UnixEpoch, Who = who, Where = 23, Amount = amount, Price = 0.5, Text = "é", Flag = true }]), Service).Run(new(Instant.Min, End));

    private static string[] Read(VectorReader reader)
    {
        var (keys, batch) = (reader.NewKeys(), reader.NewBatch());
        keys.Reset(1);
        keys.Set(0, 0, Value.Of("a"));
        keys.Set(1, 0, Value.Of(23L));
        reader.Read(keys, End, batch);
        return [.. Answers.Inputs(Service).Select(input => $"{input.Kind} {input.Read} {input.Index}: {batch.Of(input)[0]} {batch.Of(input).StatusOf(0)} {Outcome(batch, input)}")];
    }

    private static ReadOutcome Outcome(VectorBatch batch, OnDemandInput input) => input.Kind == InputKind.Feature ? batch.Outcomes[input.Read][0] : batch.LookupOutcomes[input.Read][0];
}
