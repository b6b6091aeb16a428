using Quern.Stores.DuckDb;

namespace Quern.Stores.Tests.DuckDb;

public sealed class ParallelScanTests
{
    [Fact]
    public void Scan_OfAFile_SinksEachRowOnceAtItsPlace()
    {
        const int Rows = 1_000_000;
        using var scratch = new DuckScratch(new DuckOptions { Threads = 4 });
        var path = DuckSql.Literal(scratch.FilePath("events.parquet"));
        scratch.Execute($"COPY (SELECT i * 3 AS x, CASE WHEN i % 5 > 0 THEN i::VARCHAR END AS t FROM range({Rows}) AS t(i)) TO {path} (ROW_GROUP_SIZE 50000)");
        var values = new long[Rows];
        var lengths = new int[Rows];

        var rows = scratch.Connection.Scan(
            $"SELECT file_row_number, x, t FROM read_parquet({path}, file_row_number = true)",
            chunk =>
            {
                var places = chunk[0].Values<long>();
                var x = chunk[1].Values<long>();
                var text = chunk[2];
                for (var i = 0; i < places.Length; i++)
                {
                    values[places[i]] += x[i];
                    lengths[places[i]] += text.IsValid(i) ? text.Text(i).Length : -1;
                }
            },
            TestContext.Current.CancellationToken);

        rows.ShouldBe(Rows);
        for (var i = 0; i < Rows; i++)
        {
            if (values[i] != i * 3L || lengths[i] != (i % 5 == 0 ? -1 : i.ToString().Length))
                throw new InvalidOperationException($"row {i} was sunk as {values[i]} with {lengths[i]} bytes of text");
        }
    }

    [Fact]
    public void Scan_WhoseSinkThrows_FailsWithThatCause()
    {
        using var scratch = new DuckScratch();
        var cause = new InvalidOperationException("no more");

        var failure = Should.Throw<DuckException>(() =>
            scratch.Connection.Scan("SELECT i FROM range(100000) AS t(i)", _ => throw cause, TestContext.Current.CancellationToken));

        failure.InnerException.ShouldBeSameAs(cause);
    }
}
