using Quern.Stores.DuckDb;

namespace Quern.Stores.Tests.DuckDb;

public sealed class DuckTypeTests
{
    public static TheoryData<string> Types =>
    [
        "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT", "UHUGEINT",
        "FLOAT", "DOUBLE", "VARCHAR", "BLOB", "UUID", "DATE", "TIME", "INTERVAL",
        "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE",
        "DECIMAL(4,1)", "DECIMAL(9,2)", "DECIMAL(18,3)", "DECIMAL(38,10)",
        "ENUM('a', 'it''s', '日本')", "INTEGER[]", "VARCHAR[][]", "DOUBLE[3]", "MAP(VARCHAR, BIGINT)",
        "STRUCT(\"a\" INTEGER, \"b c\" VARCHAR[], \"d\" STRUCT(\"e\" DOUBLE))",
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Type_OfAColumn_IsTheOneThatSqlNamed(string sql)
    {
        using var scratch = new DuckScratch();

        using var reader = scratch.Query($"SELECT NULL::{sql} AS x");

        reader.Columns[0].Name.ShouldBe("x");
        reader.Columns[0].Type.ToString().ShouldBe(sql);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Type_CreatedFromItsDescription_ReadsBackEqual(string sql)
    {
        using var scratch = new DuckScratch();
        DuckType type;
        using (var reader = scratch.Query($"SELECT NULL::{sql}"))
            type = reader.Columns[0].Type;

        LogicalTypes.Take(LogicalTypes.Create(type)).ShouldBe(type);
    }

    [Fact]
    public void Columns_OfAStatement_AreKnownWithoutRunningIt()
    {
        using var scratch = new DuckScratch();

        using var statement = scratch.Connection.Prepare("SELECT 1::BIGINT AS a, ['x'] AS b");

        statement.DescribeColumns().ShouldBe([new DuckField("a", DuckType.BigInt), new DuckField("b", DuckType.List(DuckType.Varchar))]);
    }
}
