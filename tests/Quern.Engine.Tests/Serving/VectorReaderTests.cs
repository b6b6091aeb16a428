using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Tests.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Testing.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Serving;

public sealed class VectorReaderTests
{
    private static readonly ServicePlan Service = Histories.PlanOf(new EveryAggregate());
    private static readonly Instant End = new(20_000_000);

    [Fact]
    public void Null_key_part_is_not_found_counts_included()
    {
        using var store = Given(Event("a", 23));
        var batch = Read(store, [Value.Of("a"), Value.Null], Service);
        Answer(batch, "sums", "events_lifetime").ShouldBe((Value.Of(1L), FeatureStatus.Present));
        Answer(batch, "orders", "texts_2s").ShouldBe((Value.Null, FeatureStatus.NotFound));
        Answer(batch, "fresh", "text").Status.ShouldBe(FeatureStatus.NotFound);
        batch.Outcomes[1][0].ShouldBe(ReadOutcome.Answered);
    }

    [Fact]
    public void Unknown_key_gives_empty_windows_and_attributes_not_found()
    {
        using var store = Given(Event("a", 23));
        var batch = Read(store, [Value.Of("nobody"), Value.Of(1L)], Service);
        Answer(batch, "sums", "events_lifetime").ShouldBe((Value.Of(0L), FeatureStatus.Present));
        Answer(batch, "sums", "sum_lifetime").ShouldBe((Value.Null, FeatureStatus.NullValue));
        Answer(batch, "orders", "lasts_lifetime").Value.AsList().ShouldBeEmpty();
        Answer(batch, "latest", "amount").ShouldBe((Value.Null, FeatureStatus.NotFound));
    }

    [Theory]
    [InlineData(13_000_000, FeatureStatus.Present)]
    [InlineData(13_000_001, FeatureStatus.OutsideMaxAge)]
    public void Time_to_live_includes_both_ends(long t, FeatureStatus expected)
    {
        using var store = Given(Event("a", 23));
        var batch = Read(store, [Value.Of("a"), Value.Of(23L)], Service, new Instant(t));
        Answer(batch, "fresh", "text").Status.ShouldBe(expected);
        batch.EventTimes[ReadOf("fresh")][0].ShouldBe(10_000_000);
    }

    [Fact]
    public void Instant_before_the_latest_row_is_too_early()
    {
        using var store = Given(Event("a", 23));
        var batch = Read(store, [Value.Of("a"), Value.Of(23L)], Service, new Instant(9_999_999));
        batch.Outcomes[ReadOf("latest")][0].ShouldBe(ReadOutcome.TooEarly);
    }

    [Fact]
    public void View_that_nobody_materialized_says_so()
    {
        using var store = new MemoryOnlineStore();
        Read(store, [Value.Of("a"), Value.Of(23L)], Service).Outcomes[0][0].ShouldBe(ReadOutcome.NotMaterialized);
        using var vectors = new OnlineVectors(store, Service);
        var who = new TextColumn(new StringPool());
        who.Append("a"u8);
        var where = new Int64Column(ValueKind.Int64);
        where.Append(1);
        var refused = Should.Throw<QuernException>(() => vectors.Read([who, where], [], 1, End, new VectorBatch(Service)));
        refused.Findings.Count.ShouldBe(Service.Reads.Count);
        refused.Findings.ShouldAllBe(finding => finding.Code == "QRN4020");
    }

    [Fact]
    public void Reader_sees_what_is_materialized_after_it_was_opened()
    {
        using var store = new MemoryOnlineStore();
        using var reader = new VectorReader(store, Service);
        var (keys, batch) = (Keys(reader, [Value.Of("a"), Value.Of(23L)]), new VectorBatch(Service));
        reader.Read(keys, End, batch);
        Materialize(store, Event("a", 23));
        reader.Read(keys, End, batch);
        Answer(batch, "latest", "amount").ShouldBe((Value.Of(7L), FeatureStatus.Present));
    }

    [Fact]
    public void Attributes_are_read_without_allocating()
    {
        using var store = Given(Event("a", 23));
        var service = Service with { Reads = [.. Service.Reads.Where(read => read.View is AttributeViewPlan)], Lookups = [] };
        using var reader = new VectorReader(new FrozenStore(store), service);
        var (keys, batch) = (reader.NewKeys(), new VectorBatch(service));
        void Once()
        {
            keys.Reset(1);
            keys.SetText(0, 0, "a"u8);
            keys.SetBits(1, 0, 23);
            reader.Read(keys, new Instant(12_000_000), batch);
        }

        Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Once();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        batch.Reads[0][0].StatusOf(0).ShouldBe(FeatureStatus.Present);
    }

    [Fact]
    public void Damaged_record_is_a_finding()
    {
        using var store = Given(Event("a", 23));
        Damage(store);
        var refused = Should.Throw<QuernException>(() => Read(store, [Value.Of("a"), Value.Of(23L)], Service));
        refused.Findings[0].Code.ShouldBe("QRN4006");
        refused.Findings[0].Hint!.ShouldContain("--rebuild");
    }

    private static MemoryOnlineStore Given(params Happening[] events)
    {
        var store = new MemoryOnlineStore();
        Materialize(store, events);
        return store;
    }

    private static void Materialize(IOnlineStore store, params Happening[] events) =>
        new RangeMaterializer(store, new Histories(1, new EveryAggregate()).Reader(events), Service).Run(new(Instant.Min, End));

    private static Happening Event(string who, long where) =>
        new() { At = DateTimeOffset.UnixEpoch.AddSeconds(10), Known = DateTimeOffset.UnixEpoch, Who = who, Where = where, Amount = 7, Price = 0.5, Text = "é", Flag = true };

    private static VectorBatch Read(IOnlineStore store, Value[] parts, ServicePlan service, Instant? t = null)
    {
        using var reader = new VectorReader(store, service);
        var batch = reader.NewBatch();
        reader.Read(Keys(reader, parts), t ?? End, batch);
        return batch;
    }

    private static VectorKeys Keys(VectorReader reader, Value[] parts)
    {
        var keys = reader.NewKeys();
        keys.Reset(1);
        for (var i = 0; i < parts.Length; i++) keys.Set(i, 0, parts[i]);
        return keys;
    }

    private static int ReadOf(string name) => Service.Reads.Select(read => read.Name).ToList().IndexOf(name);

    private static (Value Value, FeatureStatus Status) Answer(VectorBatch batch, string read, string feature)
    {
        var view = Service.Reads[ReadOf(read)];
        var place = view.Features.ToList().IndexOf(view.View.IndexOf(feature));
        var column = batch.Reads[ReadOf(read)][place];
        return (column[0], column.StatusOf(0));
    }

    // One bit of every record of the entity, in the middle of it.
    private static void Damage(IOnlineStore store)
    {
        byte[] partition = [.. Partition.Prefix("person"), .. RowKey.Of(Value.Of("a")).Bytes.Span];
        using var write = store.BeginWrite();
        var damaged = new List<(byte[] Record, byte[] Value)>();
        write.Seek(partition, default);
        while (write.Next(out var record, out var value))
        {
            damaged.Add((record.ToArray(), value.ToArray()));
            damaged[^1].Value[value.Length / 2] ^= 4;
        }

        damaged.ShouldNotBeEmpty();
        foreach (var (record, value) in damaged) write.Put(partition, record, value);
        write.Commit();
    }
}
