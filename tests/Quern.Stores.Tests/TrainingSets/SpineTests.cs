using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Stores.Tests.DuckDb;
using Quern.Stores.TrainingSets;
using Quern.Values;

namespace Quern.Stores.Tests.TrainingSets;

public sealed class SpineTests
{
    private static readonly DuckResources TwoThreads = new() { Threads = 2 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("s.parquet", "FORMAT parquet, ROW_GROUP_SIZE 4096")]
    [InlineData("s.csv", "FORMAT csv")]
    [InlineData("s.csv.gz", "FORMAT csv, COMPRESSION gzip")]
    [InlineData("s.ndjson", "FORMAT json")]
    public void Load_OfAnyPart_GivesTheRowsInOrder(string file, string options)
    {
        const int Rows = 30_000;
        using var scratch = new DuckScratch();
        scratch.Execute($"COPY (SELECT (i * 7919) % {Rows} AS k, CASE WHEN i % 4 > 0 THEN 'name ' || i % 1234 END AS s, i / 8 AS x, make_timestamp(i * 1000000) AS t FROM range({Rows}) r(i)) TO {DuckSql.Literal(scratch.FilePath(file))} ({options})");
        using var spine = DuckSpine.Open(file, scratch.Folder, TwoThreads);

        spine.Columns.Select(column => (column.Name, column.IsTime)).ShouldBe([("k", false), ("s", false), ("x", false), ("t", true)]);
        spine.Count(Cancellation).ShouldBe(Rows);
        foreach (var (first, count) in new[] { (0, Rows), (0, 10), (12_345, 10_000), (29_999, 1), (5, 0) })
        {
            var loaded = spine.Load([new("t", ValueKind.Timestamp), new("K", ValueKind.Int64), new("s", ValueKind.String), new("x", ValueKind.Float64)], first, count, Cancellation);
            loaded.ShouldAllBe(column => column.Count == count);
            for (var i = 0; i < count; i++)
            {
                var place = first + i;
                Value[] expected =
                [
                    Value.Of(new Time.Instant(place * 1_000_000L)), Value.Of(place * 7919L % Rows), place % 4 > 0 ? Value.Of($"name {place % 1234}") : Value.Null, Value.Of(place / 8.0),
                ];
                if (!expected.SequenceEqual(loaded.Select(column => column[i]))) throw new InvalidOperationException($"row {place} is {string.Join(", ", loaded.Select(column => column[i]))}");
            }
        }
    }

    [Fact]
    public void Load_OfAColumnNamedLikeTheRowNumber_ReadsIt()
    {
        using var scratch = new DuckScratch();
        scratch.Execute($"COPY (SELECT 100 - i AS file_row_number, i AS rowid FROM range(50) r(i)) TO {DuckSql.Literal(scratch.FilePath("s.parquet"))}");
        using var spine = DuckSpine.Open("s.parquet", scratch.Folder, TwoThreads);

        var loaded = spine.Load([new("file_row_number", ValueKind.Int64), new("rowid", ValueKind.Int64)], 10, 2, Cancellation);

        loaded.Select(column => column[1]).ShouldBe([Value.Of(89L), Value.Of(11L)]);
    }

    [Fact]
    public void Load_OfTextFromCsv_GivesWhatStandsThere()
    {
        using var scratch = new DuckScratch();
        File.WriteAllText(scratch.FilePath("s.csv"), "customer,n\n17850.0,1\n12346.50,2\n,3\n");
        using var spine = DuckSpine.Open("s.csv", scratch.Folder, TwoThreads);

        spine.Columns[0].Type.ShouldBe("DOUBLE");
        spine.Load([new("customer", ValueKind.String), new("n", ValueKind.Int32)], 0, 3, Cancellation).Select(column => column.Kind).ShouldBe([ValueKind.String, ValueKind.Int32]);
        var customers = spine.Load([new("customer", ValueKind.String)], 0, 3, Cancellation)[0];
        Enumerable.Range(0, 3).Select(row => customers[row]).ShouldBe([Value.Of("17850.0"), Value.Of("12346.50"), Value.Null]);
    }

    [Fact]
    public void Load_OfAKeyOfAnotherKind_FindsEach()
    {
        using var scratch = new DuckScratch();
        scratch.Execute($"COPY (SELECT 1 AS a, 'x' AS b, 7::BIGINT AS t) TO {DuckSql.Literal(scratch.FilePath("s.parquet"))}");
        using var spine = DuckSpine.Open("s.parquet", scratch.Folder, TwoThreads);

        var failure = Should.Throw<QuernException>(() => spine.Load([new("a", ValueKind.String), new("b", ValueKind.Int64), new("t", ValueKind.Timestamp)], 0, 1, Cancellation));

        failure.Findings.Select(finding => finding.Message).ShouldBe(
        [
            "spine 's.parquet': column 'a' is INTEGER, but string is wanted", "spine 's.parquet': column 'b' is VARCHAR, but int64 is wanted", "spine 's.parquet': column 't' is BIGINT, but timestamp is wanted",
        ]);
        failure.Findings.ShouldAllBe(finding => finding.Code == "QRN3041");
    }

    [Fact]
    public void Load_OfValuesThatDoNotFit_NamesThem()
    {
        using var scratch = new DuckScratch();
        scratch.Execute($"COPY (SELECT CASE WHEN i % 1000 = 7 THEN 3000000000 ELSE i END AS k, CASE WHEN i = 4 THEN 'soon' ELSE '2001-01-01' END AS t FROM range(30000) r(i)) TO {DuckSql.Literal(scratch.FilePath("s.parquet"))}");
        using var spine = DuckSpine.Open("s.parquet", scratch.Folder, TwoThreads);

        var failure = Should.Throw<QuernException>(() => spine.Load([new("k", ValueKind.Int32), new("t", ValueKind.Timestamp)], 0, 30_000, Cancellation));

        failure.Findings.Count.ShouldBe(21);
        failure.Findings[0].Message.ShouldBe("spine 's.parquet', row 5: t is 'soon': it is not a date, or a date and time, such as 2001-03-01 or 2001-03-01T08:30:00Z");
        failure.Findings[1].Message.ShouldBe("spine 's.parquet', row 8: k is '3000000000': it is outside -2147483648 to 2147483647");
        failure.Findings[20].Message.ShouldBe("spine 's.parquet': … and 11 more such rows");
    }

    [Fact]
    public void Query_IsASpineInItsOwnOrder()
    {
        using var scratch = new DuckScratch();
        File.WriteAllText(scratch.FilePath("s.csv"), "k\n1\n2\n3\n");
        using var spine = DuckSpine.Query("SELECT k::BIGINT AS k, TIMESTAMP '2001-01-01' AS t FROM 's.csv' ORDER BY k DESC;", scratch.Folder, TwoThreads);

        var keys = spine.Load([new("k", ValueKind.Int64)], 0, 3, Cancellation)[0];

        Enumerable.Range(0, 3).Select(row => keys[row].AsInt64()).ShouldBe([3, 2, 1]);
        spine.SnapshotId.Length.ShouldBe(64);
    }

    [Theory]
    [InlineData("absent.parquet", "QRN3020")]
    [InlineData("text.parquet", "QRN3022")]
    [InlineData("empty.csv", "QRN3022")]
    [InlineData("text.xlsx", "QRN3040")]
    public void Open_OfWhatIsNoSpine_SaysWhy(string file, string code)
    {
        using var scratch = new DuckScratch();
        File.WriteAllText(scratch.FilePath("text.parquet"), "not so");
        File.WriteAllText(scratch.FilePath("text.xlsx"), "not so");
        File.WriteAllText(scratch.FilePath("empty.csv"), "");

        Should.Throw<QuernException>(() => DuckSpine.Open(file, scratch.Folder)).Findings.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("DROP TABLE x", "QRN3027")]
    [InlineData("SELECT absent FROM range(3)", "QRN3028")]
    public void Query_ThatIsNone_SaysWhy(string sql, string code) =>
        Should.Throw<QuernException>(() => DuckSpine.Query(sql, ".")).Findings.ShouldHaveSingleItem().Code.ShouldBe(code);
}
