using Quern.Stores.DuckDb;

namespace Quern.Stores.Tests.DuckDb;

public sealed class DuckErrorTests
{
    [Theory]
    [InlineData("SELECT * FROM read_parquet('/nowhere/none-*.parquet')", nameof(DuckErrorKind.MissingFile))]
    [InlineData("SELECT * FROM read_csv('/nowhere/none.csv')", nameof(DuckErrorKind.MissingFile))]
    [InlineData("SELECT nobody FROM range(3)", nameof(DuckErrorKind.BadQuery))]
    [InlineData("SELECT * FROM nobody", nameof(DuckErrorKind.BadQuery))]
    [InlineData("SELEC 1", nameof(DuckErrorKind.BadQuery))]
    [InlineData("SELECT ('x' || i)::INTEGER FROM range(3) AS t(i)", nameof(DuckErrorKind.BadConversion))]
    [InlineData("SELECT (i + 300)::UTINYINT FROM range(3) AS t(i)", nameof(DuckErrorKind.BadConversion))]
    [InlineData("COPY (SELECT 1) TO '/nowhere/deep/out.parquet'", nameof(DuckErrorKind.MissingFile))]
    public void Query_ThatFails_SaysWhichKind(string sql, string kind)
    {
        using var scratch = new DuckScratch();

        var executed = Should.Throw<DuckException>(() => scratch.Execute(sql));
        var streamed = Should.Throw<DuckException>(() =>
        {
            using var reader = scratch.Query(sql);
            while (reader.Read())
            {
            }
        });

        executed.Kind.ToString().ShouldBe(kind, executed.Message);
        streamed.Kind.ToString().ShouldBe(kind, streamed.Message);
    }

    [Fact]
    public void Stream_ThatFailsLate_ThrowsWhereItFails()
    {
        using var scratch = new DuckScratch();
        // Of several threads, one that was told to stop may be heard before the one that failed.
        scratch.Execute("SET threads = 1");
        using var reader = scratch.Query("SELECT CASE WHEN i = 3000000 THEN 'x' ELSE '1' END::INTEGER FROM range(4000000) AS t(i)");
        var rows = 0;

        var failure = Should.Throw<DuckException>(() =>
        {
            while (reader.Read())
                rows += reader.Chunk.Count;
        });

        failure.Kind.ShouldBe(DuckErrorKind.BadConversion);
        rows.ShouldBeInRange(1, 3_000_000);
    }

    [Fact]
    public void File_ThatIsNoParquet_IsABadFile()
    {
        using var scratch = new DuckScratch();
        var path = scratch.FilePath("fake.parquet");
        File.WriteAllText(path, "this is certainly not a Parquet file");

        Should.Throw<DuckException>(() => scratch.Query($"SELECT * FROM read_parquet({DuckSql.Literal(path)})")).Kind.ShouldBe(DuckErrorKind.BadFile);
    }

    [Fact]
    public void Memory_ThatDoesNotSuffice_IsSaidSo()
    {
        using var scratch = new DuckScratch(new DuckOptions { Threads = 1, MemoryLimit = 20 << 20, TempDirectory = "" });

        Should.Throw<DuckException>(() => scratch.Execute("CREATE TABLE t AS SELECT i, hash(i) AS h FROM range(20000000) AS t(i)"))
            .Kind.ShouldBe(DuckErrorKind.OutOfMemory);
    }

    [Fact]
    public void Setting_ThatDoesNotExist_IsRefusedAtOpen()
    {
        var failure = Should.Throw<DuckException>(() => DuckDatabase.Open(new DuckOptions { Threads = -3 }));

        failure.Message.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("IO Error: Could not write file: No space left on device", nameof(DuckErrorKind.DiskFull))]
    [InlineData("Out of Memory Error: failed to offload data block. This limit was set by the 'max_temp_directory_size' setting", nameof(DuckErrorKind.DiskFull))]
    [InlineData("IO Error: Cannot open file: Permission denied", nameof(DuckErrorKind.PermissionDenied))]
    [InlineData("IO Error: Could not read", nameof(DuckErrorKind.Io))]
    [InlineData("INTERNAL Error: assertion", nameof(DuckErrorKind.Other))]
    public void Error_ThatATestCannotProvoke_IsClassifiedByTheTable(string message, string kind) =>
        new DuckException(message).Kind.ToString().ShouldBe(kind);
}
