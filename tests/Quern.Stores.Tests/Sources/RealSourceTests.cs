using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Sources;

public sealed class RealSourceTests
{
    [Fact]
    public void Flights_AreThreeMillionRowsInTheirPlaces()
    {
        using var scratch = new SourceScratch(SharedData.Folder);
        var source = SourceCases.Of(
            new Field("date", "Time", ValueKind.Timestamp, false),
            SourceFormat.Parquet,
            "flights/flights-*.parquet",
            SourceCases.Required("delay", ValueKind.Int64),
            SourceCases.Required("origin", ValueKind.String));

        scratch.Reader.Check(source).ShouldBeEmpty();
        scratch.Reader.EstimateRows(source).ShouldBe(3_000_000);
        var tally = new FlightTally();
        scratch.Scan(source, tally);

        (tally.Rows, tally.Places).ShouldBe((3_000_000, 2_999_999L * 3_000_000 / 2));
        (tally.Late / 3_000_000.0).ShouldBe(0.1997, 0.00005);
        tally.Origins.Count.ShouldBe(229);
        new Instant(tally.First).ToString().ShouldBe("2001-01-01T00:01:00Z");
    }

    [Fact]
    public void OnlineRetail_AddsUpToItsPublishedTotal()
    {
        using var scratch = new SourceScratch(SharedData.Folder);
        var source = SourceCases.Of(
            new Field("InvoiceDate", "Time", ValueKind.Timestamp, false),
            SourceFormat.Csv,
            "online_retail/online_retail.csv.gz",
            SourceCases.Required("Quantity", ValueKind.Int32),
            SourceCases.Required("UnitPrice", ValueKind.Float64),
            SourceCases.Nullable("CustomerID", ValueKind.String),
            SourceCases.Nullable("Description", ValueKind.String));

        scratch.Reader.Check(source).ShouldBeEmpty();
        var rows = scratch.Scan(source);

        rows.Count.ShouldBe(541_909);
        rows.Sum(row => row.Values[1].AsInt64() * (decimal)row.Values[2].AsDouble()).ShouldBe(9_747_747.934m, 0.01m);
        rows.Count(row => row.Values[3].IsNull).ShouldBe(135_080);
        rows.Count(row => row.Values[4].IsNull).ShouldBe(1_454);
        rows.Max(row => row.Values[0].AsInt64()).ShouldBe(Instant.From(new(2011, 12, 9, 12, 50, 0, TimeSpan.Zero)).Microseconds);
    }

    [Fact]
    public void BikeshareTrips_HaveZonedTimes()
    {
        using var scratch = new SourceScratch(SharedData.Folder);
        var source = SourceCases.Of(
            new Field("start_date", "Time", ValueKind.Timestamp, false),
            SourceFormat.Csv,
            "bikeshare/trips.csv.gz",
            SourceCases.Required("end_date", ValueKind.Timestamp),
            SourceCases.Required("duration", ValueKind.Int64),
            SourceCases.Required("trip_id", ValueKind.Int64));

        var rows = scratch.Scan(source);

        rows.Count.ShouldBe(326_339);
        rows.Min(row => row.Values[2].AsInt64()).ShouldBe(60);
        rows.Max(row => row.Values[2].AsInt64()).ShouldBe(17_270_400);
        rows.ShouldContain(row => row.Values[0].ToString() == "2014-01-01T08:14:00Z");
        scratch.BadRows.ShouldBeEmpty();
    }

    private sealed class FlightTally : IScanSink, IBatchSink
    {
        public long Rows { get; private set; }

        public long Places { get; private set; }

        public long Late { get; private set; }

        public long First { get; private set; } = long.MaxValue;

        public HashSet<string> Origins { get; } = [];

        public IBatchSink Open() => this;

        public void Take(EventBatch batch)
        {
            var origins = (TextColumn)batch[2];
            lock (Origins)
            {
                Rows += batch.Count;
                for (var row = 0; row < batch.Count; row++)
                {
                    Places += batch.FirstRow + row;
                    First = Math.Min(First, ((Int64Column)batch[0]).Values[row]);
                    if (((Int64Column)batch[1]).Values[row] > 15) Late++;
                    Origins.Add(origins.Pool[origins.Codes[row]]);
                }
            }
        }
    }
}
