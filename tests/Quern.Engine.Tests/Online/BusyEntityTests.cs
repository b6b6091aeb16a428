using Quern.Engine.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Testing.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Online;

/// <summary>An entity with very many events is read in a few steps.</summary>
public sealed class BusyEntityTests
{
    private const int Events = 12_000;
    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch;

    [Fact]
    public void LongWindows_OfManyEvents_ReadCoarseTiles()
    {
        var cases = new Histories(Environment.TickCount, new EveryAggregate());
        // Whatever windows look back on, single events and hops are kept of a day.
        var service = cases.Service with { Reads = [.. from read in cases.Service.Reads where read.View is AggregationViewPlan select read with { View = read.View with { AllowedLateness = new(86_400_000_000) } }] };
        var history = new EventHistory(cases, [.. Enumerable.Range(0, Events).Select(i => cases.Event() with { At = Begin.AddSeconds(i), Who = "a", Where = 23 })]);
        using var store = new MemoryOnlineStore();
        var to = Instant.From(Begin.AddSeconds(Events));
        new RangeMaterializer(store, history, service, new(2, 16, 8)).Run(new(Instant.Min, to));

        var counting = new CountingStore(store);
        var request = cases.Request([(to.ToDateTimeOffset(), "a", 23)], asKnown: false) with { Service = service };
        var coarse = OnlineAnswers.Read(counting, request);
        var steps = counting.Records;

        RemoveCoarseTiles(store, service);
        counting.Records = 0;
        OnlineAnswers.Read(counting, request).ShouldBe(coarse, $"seed {cases.Seed}");
        coarse.ShouldContain(line => line.Contains($"events_lifetime = {Events} ", StringComparison.OrdinalIgnoreCase), string.Join("\n", coarse));
        counting.Records.ShouldBeGreaterThan(Events);
        steps.ShouldBeLessThan(Events / 10);
    }

    private static void RemoveCoarseTiles(MemoryOnlineStore store, ServicePlan service)
    {
        using var write = store.BeginWrite();
        foreach (var view in service.Reads.Select(read => read.View))
        {
            Value[] key = [Value.Of("a"), Value.Of(23L)];
            byte[] partition = [.. Partition.Prefix(view.Definition.Entity.Name), .. RowKey.Of(key[..view.KeyKinds.Count]).Bytes.Span];
            CoarseTiles.DeleteBefore(write, partition, OnlineCatalog.Find(write, view)!.Number, place: null);
        }

        write.Commit();
    }
}
