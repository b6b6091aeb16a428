using Quern.Definitions;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;

namespace Quern.Engine.Tests.PointInTime;

/// <summary>Which keys a reader is asked for, so that it may leave out the rows of others.</summary>
public sealed class AskedKeysTests
{
    [Fact]
    public void Keys_OfTheRows_AreAskedFor_OfAllViewsTogether()
    {
        var keys = Asked(new Watched(happenings => happenings), "a", "b", "a").ShouldNotBeNull();
        keys.Select(each => (string.Join(',', each.Fields), string.Join(',', each.Parts[0].Select(value => value.AsText())))).ShouldBe([("2", "a,b")]);
    }

    [Fact]
    public void SourceWithAnEventKey_IsReadWhole_SinceARowOfAnotherKeyMayReplaceOne() =>
        Asked(new Watched(happenings => happenings.EventKey(h => h.Id)), "a").ShouldBeNull();

    [Fact]
    public void SourceWhoseRowsAreJudged_IsReadWhole() => Asked(new Watched(happenings => happenings.ExpectRange(h => h.Amount, 0, 5)), "a").ShouldBeNull();

    [Fact]
    public void KeyThatIsComputed_IsNotAskedFor() => Asked(new Watched(happenings => happenings, computes: true), "a").ShouldBeNull();

    [Fact]
    public void MoreKeysThanAReaderIsTold_AreNotAskedFor()
    {
        string[] many = [.. Enumerable.Range(0, WantedKeys.Most).Select(i => $"{i}")];
        Asked(new Watched(happenings => happenings), many).ShouldNotBeNull()[0].Parts[0].Count.ShouldBe(WantedKeys.Most);
        Asked(new Watched(happenings => happenings), [.. many, "one more"]).ShouldBeNull();
    }

    private static IReadOnlyList<WantedKeys>? Asked(FeatureRepository repository, params string[] people)
    {
        var cases = new Histories(1, repository);
        var reader = new Recording(cases.Reader([new() { At = DateTimeOffset.UnixEpoch, Known = DateTimeOffset.UnixEpoch, Who = "a", Id = "1" }]));
        new HistoryEngine(reader, new(1, 1 << 30)).Compute(cases.Request([.. people.Select(who => (DateTimeOffset.UnixEpoch.AddSeconds(20), (string?)who, (long?)null))], asKnown: false), null, TestContext.Current.CancellationToken);
        return reader.Asked.ShouldHaveSingleItem();
    }

    private sealed class Recording(ISourceReader reader) : ISourceReader
    {
        public List<IReadOnlyList<WantedKeys>?> Asked { get; } = [];

        public IReadOnlyList<Finding> Check(SourceDefinition source) => reader.Check(source);

        public SourceSnapshot Snapshot(SourceDefinition source) => reader.Snapshot(source);

        public long EstimateRows(SourceDefinition source) => reader.EstimateRows(source);

        public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation)
        {
            Asked.Add(request.Keys);
            reader.Scan(request, sink, cancellation);
        }
    }

    private sealed class Watched(Func<SourceBuilder<Happening>, SourceBuilder<Happening>> more, bool computes = false) : FeatureRepository
    {
        public Entity Person => Entity("person", "", "who");

        public Source<Happening> Happenings => Parquet<Happening>("-", source => more(source.EventTime(h => h.At)));

        public FeatureView Counts => (computes ? Happenings.By(Person, h => h.Who ?? "nobody") : Happenings.By(Person, h => h.Who)).Windows("1m").Aggregate(w => new { Events = w.Count() });

        public FeatureView Sums => Happenings.By(Person, h => h.Who).Windows("1m").Aggregate(w => new { Amounts = w.Sum(h => h.Amount) });

        public FeatureService Everything => Service(Counts, Sums);
    }
}
