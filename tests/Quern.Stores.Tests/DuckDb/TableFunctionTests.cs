using System.Text;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Tests.DuckDb;

public sealed class TableFunctionTests
{
    private const int Rows = 300_000;

    [Fact]
    public void Table_OfManyChunks_ComesInOrder()
    {
        using var scratch = new DuckScratch();
        scratch.Connection.Register(Numbers("numbers", _ => { }));

        using var reader = scratch.Query("SELECT label, id FROM numbers()");

        reader.Columns.ShouldBe([new DuckField("label", DuckType.Varchar), new DuckField("id", DuckType.BigInt)]);
        var next = 0L;
        while (reader.Read())
        {
            for (var i = 0; i < reader.Chunk.Count; i++, next++)
            {
                reader.Chunk[1].Values<long>()[i].ShouldBe(next);
                Encoding.UTF8.GetString(reader.Chunk[0].Text(i)).ShouldBe($"row {next}");
            }
        }

        next.ShouldBe(Rows);
    }

    [Fact]
    public void Table_JoinedByPositionToAFile_MeetsItsRows()
    {
        using var scratch = new DuckScratch();
        scratch.Connection.Register(Numbers("numbers", _ => { }));
        var path = DuckSql.Literal(scratch.FilePath("spine.parquet"));
        scratch.Execute($"COPY (SELECT i AS place FROM range({Rows}) AS t(i)) TO {path} (ROW_GROUP_SIZE 20000)");

        scratch.Scalar($"SELECT count(*) FROM read_parquet({path}) POSITIONAL JOIN numbers() WHERE place = id").ShouldBe(Rows);
    }

    [Fact]
    public void Exception_InATable_IsTheCauseOfTheQuerysErrorAndTheScanIsDisposed()
    {
        using var scratch = new DuckScratch();
        var cause = new InvalidOperationException("the well is dry");
        var disposed = 0;
        scratch.Connection.Register(Numbers("dry", row => _ = row > 100_000 ? throw cause : row, () => disposed++));

        var failure = Should.Throw<DuckException>(() => scratch.Execute("SELECT max(id) FROM dry()"));

        failure.InnerException.ShouldBeSameAs(cause);
        scratch.Scalar("SELECT 1::BIGINT").ShouldBe(1);
        disposed.ShouldBe(1);
    }

    private static TableFunction Numbers(string name, Action<long> onRow, Action? onDispose = null) =>
        new(name, [new DuckField("id", DuckType.BigInt), new DuckField("label", DuckType.Varchar)], Rows, () => new NumberScan(onRow, onDispose));

    private sealed class NumberScan(Action<long> onRow, Action? onDispose) : ITableScan
    {
        private long _next;

        public int Next(ChunkWriter output)
        {
            var rows = (int)Math.Min(output.Capacity, Rows - _next);
            var ids = output[0].Values<long>();
            var labels = output[1];
            for (var i = 0; i < rows; i++, _next++)
            {
                onRow(_next);
                ids[i] = _next;
                labels.SetText(i, Encoding.UTF8.GetBytes($"row {_next}"));
            }

            return rows;
        }

        public void Dispose() => onDispose?.Invoke();
    }
}
