using Quern.Stores.DuckDb;
using Quern.Stores.Files;
using Quern.Stores.Objects;
using Quern.Stores.Sources;
using Quern.Stores.Tests.DuckDb;

namespace Quern.Stores.Tests.Objects;

/// <summary>A file with the bytes of some columns alone has these columns' values, and none of the others.</summary>
public sealed class ParquetLayoutTests : IDisposable
{
    private const string Rows =
        """
        SELECT i AS id, i % 5 AS few, 'text ' || (i % 30) AS word, 'a longer text, number ' || i AS unique_word, (i / 7)::DOUBLE AS real, (i % 3)::DECIMAL(12, 3) AS price, NULL::INTEGER AS nothing,
            CASE WHEN i % 4 > 0 THEN i END AS some, make_timestamp(i * 1000) AS t, DATE '2020-01-01' + (i % 9)::INTEGER AS d, i % 2 = 0 AS flag, [i, i + 1, NULL] AS list, [['a', 'b' || i], []] AS lists,
            {'a': i, 'b': {'c': 'x' || i, 'd': [i % 3]}} AS struct, MAP {'k' || (i % 4): i} AS map, [{'a': i, 'b': 'y'}] AS list_of_structs, i AS "a, b", i + 1 AS "a.b", i + 2 AS "Größe x", '\x00\xff'::BLOB AS bytes, uuid_text AS u
        FROM (SELECT i, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'::UUID AS uuid_text FROM range(6500) r(i))
        """;

    private readonly DuckScratch _duck = new();

    [Theory]
    [InlineData("ROW_GROUP_SIZE 2048")]
    [InlineData("ROW_GROUP_SIZE 4096, COMPRESSION uncompressed")]
    [InlineData("COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 3000")]
    [InlineData("DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE 2048")]
    [InlineData("WRITE_BLOOM_FILTER false, COMPRESSION gzip")]
    public void Columns_OfAFile_AreWhereTheLayoutSays_AndNowhereElse(string options)
    {
        _duck.Execute($"COPY ({Rows}) TO {DuckSql.Literal(_duck.FilePath("whole.parquet"))} (FORMAT parquet, {options})");
        Holds(_duck.FilePath("whole.parquet"), 1, 8);
    }

    [Fact]
    public void Columns_OfFilesByOtherWriters_AreWhereTheLayoutSays()
    {
        var files = Directory.GetFiles(SharedData.Folder, "*.parquet", SearchOption.AllDirectories);
        files.ShouldNotBeEmpty();
        foreach (var file in files) Holds(file, 2, 4);
    }

    [Fact]
    public void BloomFilters_OfColumns_ComeWithThem()
    {
        var path = _duck.FilePath("bloom.parquet");
        _duck.Execute($"COPY (SELECT i AS id, 'text ' || (i % 30) AS word FROM range(9000) r(i)) TO {DuckSql.Literal(path)} (FORMAT parquet)");
        var filter = _duck.Scalar($"SELECT max(bloom_filter_offset) FROM parquet_metadata({DuckSql.Literal(path)}) WHERE path_in_schema = 'word'");
        filter.ShouldBePositive();
        var end = ParquetFooter.Read(path).Start!.Value;
        var there = ByteRanges.Of(ByteRange.Between(end, new FileInfo(path).Length)).Plus(LayoutOf(path)!.Of("word"));
        long Count(string from, string word) => _duck.Scalar($"SELECT count(*) FROM {From(from)} WHERE word = '{word}'");
        var holed = Holed(path, "with.parquet", there);
        Count(holed, "text 7").ShouldBe(300);
        // Between the least and the greatest, so that the filter is asked.
        Count(holed, "text 7x").ShouldBe(0);
        Should.Throw<DuckException>(() => Count(Holed(path, "without.parquet", there.Without(ByteRanges.Of(ByteRange.Between(filter, end)))), "text 7"));
    }

    [Fact]
    public void Footer_ThatIsLong_IsFound()
    {
        var columns = string.Join(", ", Enumerable.Range(0, 100).Select(k => $"i + {k} AS \"a column with quite a long name, number {k}\""));
        _duck.Execute($"COPY (SELECT {columns} FROM range(20480) r(i)) TO {DuckSql.Literal(_duck.FilePath("long.parquet"))} (FORMAT parquet, ROW_GROUP_SIZE 2048)");
        var footer = ParquetFooter.Read(_duck.FilePath("long.parquet"));
        footer.Bytes.Total.ShouldBeGreaterThan(ParquetFooter.Likely(1 << 30).Total);
        Holds(_duck.FilePath("long.parquet"), 3, 5);
    }

    [Fact]
    public void Columns_WhoseNamesDifferInCaseAlone_AreNotToldApart()
    {
        // DuckDB writes no such file: a name of the schema is changed in the footer.
        _duck.Execute($"COPY (SELECT i AS abcde, i + 1 AS abcdX, {string.Join(", ", Enumerable.Range(0, 3).Select(k => $"i AS c{k}"))} FROM range(10) r(i)) TO {DuckSql.Literal(_duck.FilePath("x.parquet"))} (FORMAT parquet)");
        LayoutOf(_duck.FilePath("x.parquet")).ShouldNotBeNull();
        var content = File.ReadAllBytes(_duck.FilePath("x.parquet"));
        for (var at = content.AsSpan().LastIndexOf("abcdX"u8); at >= 0; at = content.AsSpan(0, at).LastIndexOf("abcdX"u8)) "ABCDE"u8.CopyTo(content.AsSpan(at));
        File.WriteAllBytes(_duck.FilePath("y.parquet"), content);
        LayoutOf(_duck.FilePath("y.parquet")).ShouldBeNull();
    }

    [Fact]
    public void File_WithoutRows_NeedsItsFooterAlone()
    {
        _duck.Execute($"COPY (SELECT 1 AS a, 'x' AS b WHERE false) TO {DuckSql.Literal(_duck.FilePath("none.parquet"))} (FORMAT parquet)");
        LayoutOf(_duck.FilePath("none.parquet"))!.Of("a").All.ShouldBeEmpty();
    }

    public void Dispose() => _duck.Dispose();

    private ParquetLayout? LayoutOf(string path) => ParquetLayout.Of(path, ParquetFooter.Read(path).Start!.Value, _duck.Connection);

    private void Holds(string path, int seed, int rounds)
    {
        var (random, layout, footer) = (new Random(seed), LayoutOf(path), ParquetFooter.Read(path));
        layout.ShouldNotBeNull(path);
        // Without what else comes with the end of a file.
        var own = ByteRanges.Of(ByteRange.Between(footer.Start!.Value, new FileInfo(path).Length));
        own.Without(footer.Bytes).All.ShouldBeEmpty();
        using var statement = _duck.Connection.Prepare($"SELECT * FROM {From(path)}");
        string[] names = [.. statement.DescribeColumns().Select(column => column.Name)];
        for (var round = 0; round < rounds; round++)
        {
            var share = random.Next(1, 6);
            string[] some = [.. names.Where(_ => random.Next(6) < share).DefaultIfEmpty(names[round % names.Length])];
            var holed = Holed(path, $"{seed}-{round}.parquet", some.Aggregate(own, (bytes, name) => bytes.Plus(layout.Of(name.ToUpperInvariant()))));
            SumOf(holed, some).ShouldBe(SumOf(path, some), $"{path}, seed {seed}: {string.Join(", ", some)}");
            foreach (var other in names.Except(some)) Should.Throw<DuckException>(() => SumOf(holed, [other]), $"{path}, seed {seed}: {other}");
            // Rows are counted and numbered by the footer.
            _duck.Scalar($"SELECT coalesce(sum(file_row_number), -1)::BIGINT FROM {From(holed)}").ShouldBe(_duck.Scalar($"SELECT coalesce(sum(file_row_number), -1)::BIGINT FROM {From(path)}"));
            File.Delete(holed);
        }
    }

    private string Holed(string path, string name, ByteRanges there)
    {
        var (content, holed) = (File.ReadAllBytes(path), _duck.FilePath(name));
        SparseFile.Create(holed, content.Length);
        using var file = File.OpenHandle(holed, FileMode.Open, FileAccess.Write);
        foreach (var range in there.All) RandomAccess.Write(file, content.AsSpan((int)range.Offset, (int)range.Length), range.Offset);
        return holed;
    }

    private string SumOf(string path, string[] columns)
    {
        using var reader = _duck.QueryFirst($"SELECT sum(hash(file_row_number, {string.Join(", ", columns.Select(DuckSql.Identifier))})::HUGEINT)::VARCHAR FROM {From(path)}");
        return System.Text.Encoding.UTF8.GetString(reader.Chunk[0].Text(0));
    }

    private static string From(string path) => $"read_parquet({SourcePath.Sql([new(path, path)])})";
}
