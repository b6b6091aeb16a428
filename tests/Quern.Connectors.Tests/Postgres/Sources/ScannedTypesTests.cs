using Quern.Schema;

namespace Quern.Connectors.Tests.Postgres.Sources;

/// <summary>A row with a member for each type that a column can have.</summary>
public sealed record Thing
{
    public DateTimeOffset At { get; init; }

    public bool? B { get; init; }

    public int? I2 { get; init; }

    public int? I4 { get; init; }

    public long? I8 { get; init; }

    public long? Whole { get; init; }

    public float? F4 { get; init; }

    public double? F8 { get; init; }

    public double? Dec { get; init; }

    public double? Big { get; init; }

    public string? Txt { get; init; }

    public string? U { get; init; }

    public string? Js { get; init; }

    public string? Mood { get; init; }

    public string? Dom { get; init; }

    public DateTimeOffset? Ts { get; init; }

    public DateTimeOffset? Day { get; init; }

    [Column(Epoch = EpochUnit.Milliseconds)]
    public DateTimeOffset? Ms { get; init; }

    [Column(Dimensions = 2)]
    public float[]? Vec { get; init; }

    [Column(Dimensions = 2)]
    public float[]? Vec8 { get; init; }
}

internal sealed class Things : FeatureRepository
{
    public Source<Thing> All => Postgres<Thing>("warehouse", "public.things", source => source.EventTime(thing => thing.At));
}

/// <summary>What each type of the server becomes.</summary>
[Collection(PostgresTests.Name)]
public sealed class ScannedTypesTests : IDisposable
{
    private const string Table =
        """
        CREATE TYPE mood AS ENUM ('good', 'bad');
        CREATE DOMAIN shout AS text CHECK (VALUE = upper(VALUE));
        CREATE TABLE things (at timestamptz NOT NULL, b bool, i2 int2, i4 int4, i8 int8, whole numeric(30, 0), f4 real, f8 double precision, dec numeric(40, 4), big numeric, txt text, u uuid, js jsonb,
          mood mood, dom shout, ts timestamp, day date, ms bigint, vec real[], vec8 double precision[])
        """;

    private readonly Warehouse _warehouse;

    public ScannedTypesTests(PostgresCluster cluster)
    {
        _warehouse = new(cluster);
        _warehouse.Database.Do(Table);
    }

    [Fact]
    public void EachType_BecomesItsKind()
    {
        _warehouse.Database.Do(
            """
            INSERT INTO things VALUES
              ('2024-05-01 12:00:00.123456+02', true, -32768, 2147483647, -9223372036854775808, 9223372036854775807, 0.1, 0.1, 12.34, 1e-300, 'Zürich, a text longer than sixteen bytes',
               'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '{"b": 1, "a": [1.50]}', 'bad', 'LOUD', '1969-12-31 23:59:59.999999', '2000-02-29', -1, '{1,-2.5}', '{0.1,3}'),
              ('0044-03-15 12:00:00+00 BC', false, 1, -1, 1, -9223372036854775808, '-0', '-0', -123456789012345678901234567890123456.7891, 123456789.000000000000000001, '', NULL, 'null', NULL, NULL, '2262-04-11 23:47:16.854775', '0001-01-01', 1, NULL, NULL),
              ('2024-05-01 00:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, 'NaN', NULL, 'Infinity', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
            """);

        _warehouse.Scan(Warehouse.SourceOf(new Things())).ShouldBe(
        [
            "-63517780800000000us|false|1|-1|1|-9223372036854775808|-0|-0|-1.2345678901234568E+35|123456789||null|null|null|null|2262-04-11T23:47:16.854775Z|0001-01-01T00:00:00Z|1970-01-01T00:00:00.001Z|null|null",
            "2024-05-01T00:00:00Z|null|null|null|null|null|null|NaN|null|Infinity|null|null|null|null|null|null|null|null|null|null",
            "2024-05-01T10:00:00.123456Z|true|-32768|2147483647|-9223372036854775808|9223372036854775807|0.1|0.1|12.34|1E-300|Zürich, a text longer than sixteen bytes|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|{\"a\": [1.50], \"b\": 1}|bad|LOUD|1969-12-31T23:59:59.999999Z|2000-02-29T00:00:00Z|1969-12-31T23:59:59.999Z|[1, -2.5]|[0.1, 3]",
        ]);
        _warehouse.BadRows.ShouldBeEmpty();
    }

    [Fact]
    public void ValuesThatNoMemberCanHold_MakeBadRows_AndTheOthersAreRead()
    {
        const string NotFinite = "an instant must be finite";
        const string Outside = "it is outside -9223372036854775808 to 9223372036854775807";
        const string WrongLength = "it is not an embedding of 2 numbers";
        (string Column, string Value, string Text, string Reason)[] bad =
        [
            ("at", "'infinity'", "infinity", NotFinite),
            ("at", "'-infinity'", "-infinity", NotFinite),
            ("day", "'infinity'", "infinity", NotFinite),
            ("ts", "'294276-12-31'", "an instant of the year 294247 or later", "the instant does not fit 64 bits of microseconds"),
            ("whole", "9223372036854775808", "9223372036854775808", Outside),
            ("whole", "'NaN'", "NaN", Outside),
            ("big", "1e400", "1E400", "it is beyond what a 64-bit real can be"),
            ("ms", "9223372036854775807", "9223372036854775807", "the instant does not fit 64 bits of microseconds"),
            ("vec", "'{1,2,3}'", "3 numbers", WrongLength),
            ("vec", "'{1,NULL}'", "2 numbers", "a number in it is null"),
            ("vec", "'{}'", "0 numbers", WrongLength),
            ("vec8", "'{{1,2}}'", "0 numbers", "it is an array of 2 dimensions"),
        ];
        foreach (var (column, value, _, _) in bad)
            _warehouse.Database.Do(
                $"INSERT INTO things ({(column == "at" ? "" : "at, ")}{column}) VALUES ({(column == "at" ? "" : "'2024-05-01', ")}{value})",
                "INSERT INTO things (at) SELECT '2024-05-02'::timestamptz + i * interval '1 s' FROM generate_series(1, 500) i");

        _warehouse.Scan(Warehouse.SourceOf(new Things())).Length.ShouldBe(bad.Length * 500);
        _warehouse.BadRows.Select(row => (row.Source, row.Column, row.Value, row.Reason)).ShouldBe(bad.Select(row => ("all", row.Column, (string?)row.Text, row.Reason)), ignoreOrder: true);
    }

    [Fact]
    public void NullThatIsNotAdmitted_MakesABadRow()
    {
        _warehouse.Database.Do("ALTER TABLE things ALTER COLUMN at DROP NOT NULL", "INSERT INTO things (at, i4) VALUES (NULL, 1), ('2024-05-01', 2)");

        _warehouse.Scan(Warehouse.SourceOf(new Things()), fields: [0, 3]).ShouldBe(["2024-05-01T00:00:00Z|2"]);
        _warehouse.BadRows.ShouldHaveSingleItem().Reason.ShouldBe("null, which the record does not admit");
    }

    public void Dispose() => _warehouse.Dispose();
}
