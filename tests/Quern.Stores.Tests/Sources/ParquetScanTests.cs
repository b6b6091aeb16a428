using Quern.Definitions;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Sources;

public sealed class ParquetScanTests
{
    private const string Time = "TIMESTAMP '2001-01-01 00:00:00' AS t";

    [Theory]
    [InlineData("true", ValueKind.Boolean, "true")]
    [InlineData("(-7)::TINYINT", ValueKind.Int32, "-7")]
    [InlineData("(-700)::SMALLINT", ValueKind.Int32, "-700")]
    [InlineData("2147483647::INTEGER", ValueKind.Int32, "2147483647")]
    [InlineData("255::UTINYINT", ValueKind.Int32, "255")]
    [InlineData("65535::USMALLINT", ValueKind.Int32, "65535")]
    [InlineData("(-7)::TINYINT", ValueKind.Int64, "-7")]
    [InlineData("4294967295::UINTEGER", ValueKind.Int64, "4294967295")]
    [InlineData("(-9223372036854775808)::BIGINT", ValueKind.Int64, "-9223372036854775808")]
    [InlineData("9223372036854775807::UBIGINT", ValueKind.Int64, "9223372036854775807")]
    [InlineData("12::DECIMAL(20,0)", ValueKind.Int64, "12")]
    [InlineData("0.1::FLOAT", ValueKind.Float32, "0.1")]
    [InlineData("0.5::FLOAT", ValueKind.Float64, "0.5")]
    [InlineData("0.1::DOUBLE", ValueKind.Float64, "0.1")]
    [InlineData("1.10::DECIMAL(10,2)", ValueKind.Float64, "1.1")]
    [InlineData("9007199254740992::BIGINT", ValueKind.Float64, "9007199254740992")]
    [InlineData("3::SMALLINT", ValueKind.Float32, "3")]
    [InlineData("'naïve 🦆 duck of some length'", ValueKind.String, "naïve 🦆 duck of some length")]
    [InlineData("''", ValueKind.String, "")]
    [InlineData("'a'::ENUM('b', 'a')", ValueKind.String, "a")]
    [InlineData("'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'::UUID", ValueKind.String, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")]
    [InlineData("TIMESTAMP '1969-12-31 23:59:59.999999'", ValueKind.Timestamp, "1969-12-31T23:59:59.999999Z")]
    [InlineData("TIMESTAMPTZ '2001-01-01 00:00:00+02'", ValueKind.Timestamp, "2000-12-31T22:00:00Z")]
    [InlineData("TIMESTAMP_MS '2001-01-01 00:00:00.123'", ValueKind.Timestamp, "2001-01-01T00:00:00.123Z")]
    [InlineData("TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", ValueKind.Timestamp, "1969-12-31T23:59:59.999999Z")]
    [InlineData("DATE '2201-02-03'", ValueKind.Timestamp, "2201-02-03T00:00:00Z")]
    public void Scan_OfAType_GivesItsValue(string sql, ValueKind kind, string expected)
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", $"SELECT {Time}, {sql} AS x");
        var source = SourceCases.Of(SourceFormat.Parquet, "x.parquet", SourceCases.Nullable("x", kind));

        scratch.Reader.Check(source).ShouldBeEmpty();
        var row = scratch.Scan(source).ShouldHaveSingleItem();

        row.Values[1].Type.ShouldBe(DataType.Scalar(kind));
        row.Values[1].ToString().ShouldBe(expected);
        (row.File, row.Place).ShouldBe(("x.parquet", 0));
    }

    [Theory]
    [InlineData(EpochUnit.Seconds, "(-1)::BIGINT", "1969-12-31T23:59:59Z")]
    [InlineData(EpochUnit.Seconds, "978307200::INTEGER", "2001-01-01T00:00:00Z")]
    [InlineData(EpochUnit.Milliseconds, "978307200001::BIGINT", "2001-01-01T00:00:00.001Z")]
    [InlineData(EpochUnit.Microseconds, "1::BIGINT", "1970-01-01T00:00:00.000001Z")]
    [InlineData(EpochUnit.Nanoseconds, "(-1)::BIGINT", "1969-12-31T23:59:59.999999Z")]
    public void Scan_OfAnEpochNumber_GivesTheInstant(EpochUnit unit, string sql, string expected)
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", $"SELECT {Time}, {sql} AS x");
        var source = SourceCases.Of(SourceFormat.Parquet, "x.parquet", SourceCases.Nullable("x", ValueKind.Timestamp, unit));

        scratch.Scan(source).ShouldHaveSingleItem().Values[1].ToString().ShouldBe(expected);
    }

    [Fact]
    public void Scan_OfManyRowsWithNulls_GivesEachRowAtItsPlace()
    {
        const int Rows = 300_000;
        using var scratch = new SourceScratch();
        scratch.Parquet(
            "x.parquet",
            $"SELECT make_timestamp(i) AS t, CASE WHEN i % 3 > 0 THEN i END AS x, CASE WHEN i % 5 > 0 THEN 'text number ' || (i % 977) END AS s, i % 2 = 0 AS b FROM range({Rows}) r(i)",
            "FORMAT parquet, ROW_GROUP_SIZE 20000");
        var source = SourceCases.Of(
            SourceFormat.Parquet, "x.parquet", SourceCases.Nullable("x", ValueKind.Int64), SourceCases.Nullable("s", ValueKind.String), SourceCases.Required("b", ValueKind.Boolean));

        var rows = scratch.Scan(source);

        rows.Count.ShouldBe(Rows);
        for (var i = 0; i < Rows; i++)
        {
            var expected = new[]
            {
                Value.Of(new Instant(i)), i % 3 > 0 ? Value.Of((long)i) : Value.Null, i % 5 > 0 ? Value.Of($"text number {i % 977}") : Value.Null, Value.Of(i % 2 == 0),
            };
            if (rows[i].Place != i || !rows[i].Values.SequenceEqual(expected)) throw new InvalidOperationException($"row {i} is {string.Join(", ", rows[i].Values)} at {rows[i].Place}");
        }
    }

    [Fact]
    public void Scan_OfSomeFields_ReadsNoOthers()
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", $"SELECT {Time}, 7::BIGINT AS x");
        var source = SourceCases.Of(SourceFormat.Parquet, "x.parquet", SourceCases.Nullable("x", ValueKind.Int64), SourceCases.Nullable("absent", ValueKind.Int64));

        scratch.Scan(source, fields: [1]).ShouldHaveSingleItem().Values.ShouldBe([Value.Of(7L)]);
    }

    [Fact]
    public void Scan_OfAGlobInAFolderWithOddLetters_NamesFileAndRow()
    {
        using var scratch = new SourceScratch();
        const string Folder = "d[1] 'ü*";
        scratch.Parquet($"{Folder}/a.parquet", $"SELECT {Time}, i AS x FROM range(3) r(i)");
        scratch.Parquet($"{Folder}/b.parquet", $"SELECT {Time}, i + 10 AS x FROM range(3) r(i)");
        using var reader = new Stores.Sources.DuckSourceReader(Path.Combine(scratch.Folder, Folder));
        var source = SourceCases.Of(SourceFormat.Parquet, $"../*/?.parquet", SourceCases.Nullable("x", ValueKind.Int64));

        scratch.Scan(source with { Location = "*/?.parquet" }).Select(row => (row.File, row.Place, row.Values[1].AsInt64())).ShouldBe(
        [
            ($"{Folder}/a.parquet", 0, 0), ($"{Folder}/a.parquet", 1, 1), ($"{Folder}/a.parquet", 2, 2),
            ($"{Folder}/b.parquet", 0, 10), ($"{Folder}/b.parquet", 1, 11), ($"{Folder}/b.parquet", 2, 12),
        ]);
        reader.Check(source with { Location = "?.parquet" }).ShouldBeEmpty();
        reader.Snapshot(source with { Location = "../*/a.parquet" }).Files.ShouldHaveSingleItem().Path.ShouldBe("a.parquet");
        reader.EstimateRows(source with { Location = "*.parquet" }).ShouldBe(6);
    }

    [Fact]
    public void Scan_OfAFileWithAColumnNamedLikeTheRowNumber_ReadsThatColumn()
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", $"SELECT {Time}, 5::BIGINT AS file_row_number");
        var source = SourceCases.Of(SourceFormat.Parquet, "x.parquet", SourceCases.Nullable("file_row_number", ValueKind.Int64));

        var row = scratch.Scan(source).ShouldHaveSingleItem();

        (row.Place, row.Values[1]).ShouldBe((-1, Value.Of(5L)));
    }

    [Theory]
    [InlineData("18446744073709551615::UBIGINT", ValueKind.Int64, "18446744073709551615")]
    [InlineData("9007199254740993::BIGINT", ValueKind.Float64, "9007199254740993")]
    [InlineData("'infinity'::TIMESTAMP", ValueKind.Timestamp, "infinity")]
    [InlineData("'-infinity'::TIMESTAMP", ValueKind.Timestamp, "-infinity")]
    [InlineData("CASE WHEN i = 3 THEN NULL ELSE 1 END", ValueKind.Int32, null)]
    public void Scan_OfAValueThatDoesNotFit_LeavesTheRowOutAndNamesIt(string sql, ValueKind kind, string? value)
    {
        using var scratch = new SourceScratch();
        var good = kind == ValueKind.Timestamp ? "TIMESTAMP '2001-01-01'" : $"1::{sql.Split("::")[^1].Split(' ')[0]}";
        var x = sql.StartsWith("CASE", StringComparison.Ordinal) ? sql : $"CASE WHEN i = 3 THEN {sql} ELSE {good} END";
        scratch.Parquet("x.parquet", $"SELECT {Time}, {x} AS x, i::VARCHAR AS s FROM range(6) r(i)");
        var source = SourceCases.Of(SourceFormat.Parquet, "x.parquet", SourceCases.Required("x", kind), SourceCases.Required("s", ValueKind.String));

        var rows = scratch.Scan(source);

        rows.Select(row => (row.Place, row.Values[2].AsText())).ShouldBe([(0, "0"), (1, "1"), (2, "2"), (4, "4"), (5, "5")]);
        var bad = scratch.BadRows.ShouldHaveSingleItem();
        (bad.Source, bad.File, bad.Row, bad.Column, bad.Value).ShouldBe(("events", "x.parquet", 4, "x", value));
    }

    [Theory]
    [InlineData("make_timestamp(i * 1000000)", null)]
    [InlineData("make_timestamp(i * 1000000)::TIMESTAMPTZ", null)]
    [InlineData("make_timestamp(i * 1000000)::TIMESTAMP_MS", null)]
    [InlineData("make_timestamp(i * 1000000)::TIMESTAMP_S", null)]
    [InlineData("make_timestamp(i * 1000000)::TIMESTAMP_NS", null)]
    [InlineData("i", EpochUnit.Seconds)]
    [InlineData("i * 1000", EpochUnit.Milliseconds)]
    [InlineData("i * 1000000000", EpochUnit.Nanoseconds)]
    public void Scan_OfAnInterval_KeepsWhatIsInsideAndNulls(string sql, EpochUnit? epoch)
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", $"SELECT CASE WHEN i <> 77 THEN {sql} END AS t FROM range(100000) r(i)", "FORMAT parquet, ROW_GROUP_SIZE 4096");
        var source = SourceCases.Of(new Field("t", "Time", ValueKind.Timestamp, true, epoch), SourceFormat.Parquet, "x.parquet");
        var times = new Interval(new(50_000_000_500), new(50_010_000_000));

        var rows = scratch.Scan(source, times);

        rows.Count(row => row.Values[0].IsNull).ShouldBe(1);
        var inside = rows.Where(row => !row.Values[0].IsNull && times.Contains(new(row.Values[0].AsInt64()))).Select(row => row.Place).ToArray();
        inside.ShouldBe(Enumerable.Range(50_001, 9).Select(i => (long)i));
        rows.Count.ShouldBeLessThan(9_000);
        scratch.Scan(source, new Interval(new(long.MinValue), new(long.MaxValue))).Count.ShouldBe(100_000);
    }

    [Fact]
    public void Scan_OfDatesInAnInterval_KeepsTheDays()
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", "SELECT DATE '2001-01-01' + i::INTEGER AS t FROM range(100) r(i)");
        var source = SourceCases.Of(SourceFormat.Parquet, "x.parquet");
        var start = Instant.From(new DateTimeOffset(2001, 1, 10, 0, 0, 0, TimeSpan.Zero));

        var rows = scratch.Scan(source, new Interval(start, start + new Duration(1)));

        rows.ShouldContain(row => row.Values[0].AsInt64() == start.Microseconds);
        rows.Count.ShouldBeLessThan(3);
    }

    [Fact]
    public void Scan_WhoseSinkThrows_FailsWithThatCause()
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", $"SELECT {Time}");
        var source = SourceCases.Of(SourceFormat.Parquet, "x.parquet");

        Should.Throw<TimeZoneNotFoundException>(() => scratch.Reader.Scan(
            new(source, [0], null, new(Engine.Sources.BadRowPolicy.Fail)), new Thrower(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Scan_Cancelled_Stops()
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", $"SELECT {Time}");
        var source = SourceCases.Of(SourceFormat.Parquet, "x.parquet");

        Should.Throw<OperationCanceledException>(() => scratch.Reader.Scan(
            new(source, [0], null, new(Engine.Sources.BadRowPolicy.Fail)), new Thrower(), new CancellationToken(canceled: true)));
    }

    private sealed class Thrower : Engine.Sources.IScanSink, Engine.Sources.IBatchSink
    {
        public Engine.Sources.IBatchSink Open() => this;

        public void Take(EventBatch batch) => throw new TimeZoneNotFoundException("the sink gave up");
    }
}
