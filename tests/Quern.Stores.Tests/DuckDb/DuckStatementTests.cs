using System.Text;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Tests.DuckDb;

public sealed class DuckStatementTests
{
    [Fact]
    public void Parameters_OfEachKind_ArriveUnchanged()
    {
        using var scratch = new DuckScratch();
        using var statement = scratch.Connection.Prepare("SELECT ?::BOOLEAN, ?::INTEGER, ?::BIGINT, ?::DOUBLE, ?::VARCHAR, ?::TIMESTAMP, ?::BIGINT");
        statement.Bind(1, true).Bind(2, -5).Bind(3, long.MinValue).Bind(4, 0.1).Bind(5, "O'Hare").BindTimestamp(6, -1).BindNull(7);

        using var reader = statement.Query(TestContext.Current.CancellationToken);

        statement.ParameterCount.ShouldBe(7);
        reader.Read().ShouldBeTrue();
        var chunk = reader.Chunk;
        chunk[0].Values<bool>()[0].ShouldBeTrue();
        chunk[1].Values<int>()[0].ShouldBe(-5);
        chunk[2].Values<long>()[0].ShouldBe(long.MinValue);
        chunk[3].Values<double>()[0].ShouldBe(0.1);
        Encoding.UTF8.GetString(chunk[4].Text(0)).ShouldBe("O'Hare");
        chunk[5].Values<long>()[0].ShouldBe(-1);
        chunk[6].IsValid(0).ShouldBeFalse();
    }

    [Fact]
    public void Parameter_ByName_IsFound()
    {
        using var scratch = new DuckScratch();
        using var statement = scratch.Connection.Prepare("SELECT $from::BIGINT + 1");
        statement.Bind(statement.IndexOf("from"), 41L);

        using var reader = statement.Query(TestContext.Current.CancellationToken);

        reader.Read().ShouldBeTrue();
        reader.Chunk[0].Values<long>()[0].ShouldBe(42);
    }

    [Fact]
    public void Parameter_ThatDoesNotExist_IsAnError()
    {
        using var scratch = new DuckScratch();
        using var statement = scratch.Connection.Prepare("SELECT ?::BIGINT");

        Should.Throw<DuckException>(() => statement.Bind(2, 1L)).Type.ShouldBe(DuckErrorType.InvalidInput);
        Should.Throw<DuckException>(() => statement.IndexOf("nobody")).Message.ShouldContain("\"nobody\"");
    }

    [Fact]
    public void Execute_OfACopy_GivesTheRowsWritten()
    {
        using var scratch = new DuckScratch();
        var sql = $"COPY (SELECT * FROM range(1234)) TO {DuckSql.Literal(scratch.FilePath("it's.parquet"))}";
        using var statement = scratch.Connection.Prepare(sql);

        scratch.Execute(sql).ShouldBe(1234);
        statement.Execute(TestContext.Current.CancellationToken).ShouldBe(1234);
    }
}
