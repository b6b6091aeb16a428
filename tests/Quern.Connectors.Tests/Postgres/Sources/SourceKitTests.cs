using Npgsql;
using NpgsqlTypes;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Testing.Kits;

namespace Quern.Connectors.Tests.Postgres.Sources;

/// <summary>Tables do what the port of sources promises.</summary>
[Collection(PostgresTests.Name)]
public sealed class SourceKitTests(PostgresCluster cluster)
{
    public static TheoryData<string> Cases => [.. SourceReaderKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Table_PassesTheKit(string name) => new SourceReaderKit(() => new Place(cluster.NewDatabase())).Run(name);

    private sealed class Features : FeatureRepository
    {
        public Source<KitEvent> Events => Postgres<KitEvent>("warehouse", "public.events", source => source.EventTime(e => e.At));
    }

    private sealed class Place : ISourcePlace
    {
        private readonly TestDatabase _database;

        public Place(TestDatabase database)
        {
            _database = database;
            _database.Do("CREATE TABLE events (at timestamptz NOT NULL, key text NOT NULL, whole bigint, \"real\" double precision, flag boolean, text text)");
        }

        public SourceDefinition Source { get; } = Warehouse.SourceOf(new Features());

        public void Write(IReadOnlyList<KitEvent> rows)
        {
            _database.Do("TRUNCATE events");
            using var connection = new NpgsqlConnection(_database.Connection);
            connection.Open();
            using var copy = connection.BeginBinaryImport("COPY events FROM STDIN (FORMAT binary)");
            foreach (var row in rows)
            {
                copy.StartRow();
                copy.Write(row.At.UtcDateTime, NpgsqlDbType.TimestampTz);
                copy.Write(row.Key, NpgsqlDbType.Text);
                Write(copy, row.Whole, NpgsqlDbType.Bigint);
                Write(copy, row.Real, NpgsqlDbType.Double);
                Write(copy, row.Flag, NpgsqlDbType.Boolean);
                if (row.Text is null) copy.WriteNull();
                else copy.Write(row.Text, NpgsqlDbType.Text);
            }

            copy.Complete();
        }

        public ISourceReader Open() => Warehouse.NewReader(_database.Connection);

        public void Dispose() => _database.Dispose();

        private static void Write<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type)
            where T : struct
        {
            if (value is { } some) copy.Write(some, type);
            else copy.WriteNull();
        }
    }
}
