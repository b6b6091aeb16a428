using Quern.Engine.Materialization;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Engine.Tests.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Events;

public sealed class KnownTimesTests
{
    private static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Evening = Noon.AddHours(6);

    public static TheoryData<string, bool> Ways => [.. new[] { "history", "history as known", "plain", "plain as known", "online" }.SelectMany(way => new[] { (way, false), (way, true) })];

    [Theory]
    [MemberData(nameof(Ways))]
    public void NullKnownAt_Fails_AndNamesTheRow(string way, bool keyed) =>
        Should.Throw<QuernException>(() => Ask(way, keyed, new BadRows(BadRowPolicy.Fail))).Findings.ShouldHaveSingleItem().Message
            .ShouldBe("source 'sightings', row 2: the known-at time is null: where a source declares when its rows were known, each row must say it");

    [Theory]
    [MemberData(nameof(Ways))]
    public void NullKnownAt_InQuarantine_CountsNowhere(string way, bool keyed)
    {
        var aside = new List<BadRow>();
        Ask(way, keyed, new BadRows(BadRowPolicy.Quarantine, aside.Add)).ShouldBe(["0 counts:seen_1d = 1 int64 1 Present", "0 latest:name = first string 0 Present"]);
        aside.ShouldHaveSingleItem().Row.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void NullKnownAt_OfAnotherEntity_DoesNotMatterToTheRowsAsked(string way, bool keyed)
    {
        // What identifies events may move them between entities, and bringing a view online asks for all of them: only a history of one entity may look away.
        var (rows, aside) = (new BadRows(BadRowPolicy.Quarantine, _ => { }), keyed || way == "online" ? 1 : 0);
        Ask(way, keyed, rows, nobody: "eve");
        rows.Count.ShouldBe(aside);
    }

    private static List<string> Ask(string way, bool keyed, BadRows badRows, string nobody = "ann")
    {
        var service = Histories.PlanOf(keyed ? new KeyedSightings() : new Sightings());
        var reader = new MemorySourceReader();
        reader.Add("sightings", [new Sighting { At = Noon, Seen = Noon, Who = "ann", Name = "first", Id = 1 }, new Sighting { At = Noon.AddHours(1), Seen = null, Who = nobody, Name = "second", Id = 2 }]);
        var request = Request(service, way.EndsWith("as known", StringComparison.Ordinal), badRows);
        if (way.StartsWith("history", StringComparison.Ordinal)) return Answers.Fast(reader, request);
        if (way.StartsWith("plain", StringComparison.Ordinal)) return Answers.Plain(reader, request);
        using var store = new MemoryOnlineStore();
        foreach (var view in service.Reads.Select(read => read.View))
            new Materializer(reader, store, new HistoryLimits(1, 1 << 28)).Run(new(view, null, Instant.From(Evening), Rebuild: false, badRows), null, TestContext.Current.CancellationToken);
        return OnlineAnswers.Read(store, request);
    }

    private static HistoryRequest Request(ServicePlan service, bool asKnown, BadRows badRows)
    {
        var times = new Int64Column(ValueKind.Timestamp);
        times.Append(Instant.From(Evening).Microseconds);
        var who = new TextColumn(new StringPool());
        who.Append("ann"u8);
        return new(service, times, [who], [], asKnown, badRows);
    }

    public sealed record Sighting
    {
        public DateTimeOffset At { get; init; }
        public DateTimeOffset? Seen { get; init; }
        public string Who { get; init; } = "";
        public string Name { get; init; } = "";
        public long Id { get; init; }
    }

    public class Sightings : FeatureRepository
    {
        public Entity Person => Entity("person", "", "who");

        public Source<Sighting> All => Parquet<Sighting>("-", Configure, "sightings");

        public FeatureView Counts => All.By(Person, s => s.Who).Windows("1d").Aggregate(w => new { Seen = w.Count() });

        public FeatureView Latest => All.By(Person, s => s.Who).Latest(s => new { s.Name });

        public FeatureService Everything => Service(Counts, Latest);

        protected virtual SourceBuilder<Sighting> Configure(SourceBuilder<Sighting> source) => source.EventTime(s => s.At).KnownAt(s => s.Seen);
    }

    public sealed class KeyedSightings : Sightings
    {
        protected override SourceBuilder<Sighting> Configure(SourceBuilder<Sighting> source) => base.Configure(source).EventKey(s => s.Id);
    }
}
