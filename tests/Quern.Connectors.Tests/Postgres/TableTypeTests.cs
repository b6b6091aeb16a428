using Quern.Schema;

namespace Quern.Connectors.Tests.Postgres;

/// <summary>A row with a column of each type that an event can have.</summary>
public sealed record TypedRow
{
    public int Id { get; init; }

    public bool? B { get; init; }

    public int? I2 { get; init; }

    public int? I4 { get; init; }

    public long? I8 { get; init; }

    public long? Whole { get; init; }

    public float? F4 { get; init; }

    public double? F8 { get; init; }

    public double? Dec { get; init; }

    public string? Txt { get; init; }

    public string? Vc { get; init; }

    public string? U { get; init; }

    public string? Js { get; init; }

    public string? Mood { get; init; }

    public string? Dom { get; init; }

    public DateTimeOffset? Tz { get; init; }

    public DateTimeOffset? Ts { get; init; }

    public DateTimeOffset? Day { get; init; }

    [Column(Epoch = EpochUnit.Milliseconds)]
    public DateTimeOffset? Ms { get; init; }

    [Column(Dimensions = 2)]
    public float[]? Vec { get; init; }

    [Column(Dimensions = 2)]
    public float[]? Vec8 { get; init; }

    public string Op { get; init; } = "";

    public DateTimeOffset ChangedAt { get; init; }
}

internal sealed class TypedRows : FeatureRepository
{
    public Entity Row => Entity("row", "A row");

    public Source<TypedRow> Rows => Stream<TypedRow>(source => source.EventTime(r => r.ChangedAt), "customers");

    public FeatureView Edits => Rows.By(Row, r => r.Id).Windows("lifetime").Aggregate(w => new { Count = w.Count() });

    public FeatureService Checkout => Service(Edits);
}

/// <summary>A record that hardly fits.</summary>
public sealed record MisfitRow
{
    public int Id { get; init; }

    public int I8 { get; init; }

    public bool? Txt { get; init; }

    public long? Tz { get; init; }

    public string? Bin { get; init; }

    public double F8 { get; init; }

    public string Gone { get; init; } = "";

    public long? Op { get; init; }

    public DateTimeOffset ChangedAt { get; init; }
}

internal sealed class MisfitRows : FeatureRepository
{
    public Entity Row => Entity("row", "A row");

    public Source<MisfitRow> Rows => Stream<MisfitRow>(source => source.EventTime(r => r.ChangedAt), "customers");

    public FeatureView Edits => Rows.By(Row, r => r.Id).Windows("lifetime").Aggregate(w => new { Count = w.Count() });

    public FeatureService Checkout => Service(Edits);
}

[Collection(PostgresTests.Name)]
public sealed class TableTypeTests : IDisposable
{
    private readonly TestDatabase _database;

    public TableTypeTests(PostgresCluster cluster)
    {
        _database = cluster.NewDatabase();
        _database.Do(
            "CREATE TYPE moods AS ENUM ('glad', 'so so')",
            "CREATE DOMAIN postcode AS varchar(8) CHECK (length(value) > 1)",
            """
            CREATE TABLE customers (id int PRIMARY KEY, b boolean, i2 smallint, i4 integer, i8 bigint, whole numeric(18,0), f4 real, f8 double precision, dec numeric, txt text, vc varchar(9),
              u uuid, js jsonb, mood moods, dom postcode, tz timestamptz, ts timestamp, day date, ms bigint, bin bytea, vec real[], vec8 double precision[])
            """,
            // Neither may change what the values are.
            $"ALTER DATABASE {_database.Name} SET timezone = 'Asia/Kathmandu'",
            $"ALTER DATABASE {_database.Name} SET datestyle = 'SQL, DMY'");
    }

    public void Dispose() => _database?.Dispose();

    [Fact]
    public void Values_AreTheSame_InARowAndInAChange()
    {
        string[] values =
        [
            "true, 1, 2, 3, 4, 1.5, 2.5, 3.25, 'a', 'b', '11111111-2222-3333-4444-555555555555', '{\"a\": [1, \"x\\ty\"]}', 'so so', '0123', '2024-02-29 12:34:56.789012+02', '2024-02-29 12:34:56.5', '2024-02-29', 1700000000123, '\\x01', '{0.1,-2}', '{0.25,1e10}'",
            "false, -32768, -2147483648, -9223372036854775808, -999999999999999999, 1.17549435e-38, 4.9e-324, 0.1, '', ' x ', NULL, 'null', 'glad', 'ab', '0001-01-01 00:00:00+00', '9999-12-31 23:59:59.999999', '0001-01-01', -1, NULL, NULL, '{1e-300,3e38}'",
            "NULL, 32767, 2147483647, 9223372036854775807, 999999999999999999, 3.4028235e38, 1.7976931348623157e308, 12345678901234567890.123456789, E'\\\\N\\\\.\\b\\f\\n\\r\\t\\x0b\"''\u00e9\u4e16\U0001F600', NULL, NULL, '[]', NULL, NULL, '1969-12-31 23:59:59.999999+00', NULL, NULL, 0, NULL, '{1.17549435e-38,3.4028235e38}', NULL",
        ];
        using var project = new CustomersProject(_database.Connection, new TypedRows());
        for (var i = 0; i < values.Length; i++) _database.Do($"INSERT INTO customers VALUES ({i}, {values[i]})");
        project.Feed();
        project.WaitForCount(values.Length);
        for (var i = 0; i < values.Length; i++) _database.Do($"INSERT INTO customers VALUES ({10 + i}, {values[i]})");
        project.WaitForCount(2 * values.Length);
        project.DeadLetters().ShouldBeEmpty();
        var events = project.Events("changed_at", "op", "id");
        events[values.Length..].ShouldBe(events[..values.Length]);
        events[0].ShouldBe("true|1|2|3|4|1.5|2.5|3.25|a|b|11111111-2222-3333-4444-555555555555|{\"a\": [1, \"x\\ty\"]}|so so|0123|2024-02-29T10:34:56.789012Z|2024-02-29T12:34:56.500Z|2024-02-29T00:00:00Z|2023-11-14T22:13:20.123Z|[0.1, -2]|[0.25, 1E+10]");
        project.Events("changed_at", "op", "id", "b", "i2", "i4", "i8", "whole", "vc", "u", "js", "mood", "dom", "tz", "ts", "day", "ms", "vec", "vec8")[2].ShouldBe("3.4028235E+38|1.7976931348623157E+308|1.2345678901234567E+19|\\N\\.\b\f\n\r\t\v\"'\u00e9\u4e16\U0001F600");
    }

    [Theory]
    [InlineData("tz", "'infinity'")]
    [InlineData("tz", "'0044-03-15 BC'")]
    [InlineData("day", "'-infinity'")]
    [InlineData("f8", "'-Infinity'")]
    [InlineData("dec", "'NaN'")]
    [InlineData("vec", "'{1}'")]
    [InlineData("vec", "'{}'")]
    [InlineData("vec", "'{1,NULL}'")]
    [InlineData("vec", "'{1,NaN}'")]
    [InlineData("vec", "'{{1,2}}'")]
    [InlineData("vec8", "'{1,1e39}'")]
    public void ValueBeyondWhatIsKnown_IsADeadLetter(string column, string value)
    {
        using var project = new CustomersProject(_database.Connection, new TypedRows());
        _database.Do($"INSERT INTO customers (id, {column}) VALUES (1, {value})");
        project.Feed();
        project.WaitForReading();
        _database.Do("INSERT INTO customers (id) VALUES (2)");
        project.WaitForCount(1);
        project.DeadLetters().ShouldHaveSingleItem().Reason.ShouldContain($"'{column}'");
    }

    [Fact]
    public void RecordThatDoesNotFit_IsToldAllReasonsAtOnce()
    {
        using var project = new CustomersProject(_database.Connection, new MisfitRows());
        project.Feed();
        project.WaitFor("QRN6128");
        project.Status.LastError!.Detail!.Split(". ").ShouldBe(
        [
            "'i8' is bigint, which 'I8' cannot take; long can",
            "'i8' is not in what a deletion has, the key: write 'I8' with a ?, or ALTER TABLE public.customers REPLICA IDENTITY FULL",
            "'txt' is text, which 'Txt' cannot take; string can",
            "'tz' is timestamp with time zone, which 'Tz' cannot take; DateTimeOffset can",
            "'bin' is bytea, which 'Bin' cannot take; no member can: leave it out",
            "'f8' is not in what a deletion has, the key: write 'F8' with a ?, or ALTER TABLE public.customers REPLICA IDENTITY FULL",
            "'gone' is no column of the table, and 'Gone' may not be null",
            "'op' gets \"operation\", so 'Op' must be a string.",
        ]);
        _database.AskOne($"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{project.Slot}'").ShouldBe("0");
    }
}
