using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quern.Connectors.Feeds;
using Quern.Engine.Feeds;
using Quern.Testing.Kits;

namespace Quern.Connectors.Tests.Postgres;

/// <summary>Tables do what the port of feeds promises: with a slot that is there, and with one that is made with a snapshot of the rows.</summary>
[Collection(PostgresTests.Name)]
public sealed class TableKitTests(PostgresCluster cluster)
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 1 : 20;

    public static TheoryData<string> Cases => [.. FeedSourceKit.Names];

    // Rows of a snapshot are taken by the process alone that has the stream's log: no two begin at once.
    public static TheoryData<string> CasesOfOne => [.. FeedSourceKit.Names.Except([FeedSourceKit.Race])];

    [Theory, MemberData(nameof(Cases))]
    public void Slot_PassesTheKit(string name) => new FeedSourceKit(() => new Place(cluster, cluster.NewDatabase(), isSlotThere: true), TimeProvider.System) { Seeds = Seeds }.Run(name);

    [Theory, MemberData(nameof(CasesOfOne))]
    public void Snapshot_PassesTheKit(string name) => new FeedSourceKit(() => new Place(cluster, cluster.NewDatabase(), isSlotThere: false), TimeProvider.System) { Seeds = Seeds }.Run(name);

    private sealed class Place : IFeedSourcePlace
    {
        private const int MostEmpty = 200;
        private readonly string _slot = $"s{Guid.NewGuid():n}";
        private readonly PostgresCluster _cluster;
        private readonly TestDatabase _database;
        private readonly bool _isSlotThere;
        private int _next;
        private int _deleted;

        public Place(PostgresCluster cluster, TestDatabase database, bool isSlotThere)
        {
            (_cluster, _database, _isSlotThere) = (cluster, database, isSlotThere);
            database.Do("CREATE TABLE events (key text PRIMARY KEY, at timestamptz NOT NULL, whole bigint, \"real\" double precision, flag boolean, text text)");
            if (!isSlotThere) return;
            // Rows whose deletion is a change that holds no event; nobody reads that they came.
            database.Do(
                $"INSERT INTO events SELECT 'empty ' || n, now() FROM generate_series(0, {MostEmpty - 1}) n",
                "CREATE PUBLICATION quern FOR TABLE events",
                $"SELECT pg_create_logical_replication_slot('{_slot}', 'pgoutput')");
        }

        public IFeedSource Source => Of("public.events");

        public bool KeepsOrder => _isSlotThere;

        public IFeedSource Missing => Of("public.nothing");

        public void Write(int part, IReadOnlyList<KitEvent> events)
        {
            using var connection = _database.Connect();
            using var copy = connection.BeginBinaryImport("COPY events (key, at, whole, \"real\", flag, text) FROM STDIN (FORMAT binary)");
            foreach (var row in events)
            {
                copy.StartRow();
                copy.Write(row.Key, NpgsqlDbType.Text);
                copy.Write(row.At.UtcDateTime, NpgsqlDbType.TimestampTz);
                Write(copy, row.Whole, NpgsqlDbType.Bigint);
                Write(copy, row.Real, NpgsqlDbType.Double);
                Write(copy, row.Flag, NpgsqlDbType.Boolean);
                if (row.Text is null) copy.WriteNull();
                else copy.Write(row.Text, NpgsqlDbType.Text);
            }

            copy.Complete();
        }

        public bool WriteUnreadable(int part)
        {
            Do($"INSERT INTO events VALUES ('unreadable {_next++}', 'infinity')");
            return true;
        }

        public bool WriteEmpty(int part)
        {
            if (!_isSlotThere) return false;
            Do($"DELETE FROM events WHERE key = 'empty {_deleted++}'");
            return true;
        }

        public bool Lose(int part, IReadOnlyList<KitEvent> events)
        {
            Write(part, events);
            Eventually.So(() => _database.AskOne($"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{_slot}' AND active") == "0", () => "somebody reads");
            Do($"SELECT pg_drop_replication_slot('{_slot}')");
            return true;
        }

        public IDisposable Away() => new Outage(_cluster, _database);

        public string Inventory() => string.Join(' ', _database.Ask($"SELECT pubname FROM pg_publication UNION ALL SELECT slot_name FROM pg_replication_slots WHERE database = '{_database.Name}' ORDER BY 1"));

        public void Dispose() => _database.Dispose();

        private IFeedSource Of(string table)
        {
            var settings = new Dictionary<string, object>
            {
                ["connection"] = _database.Connection, ["table"] = table, ["slot"] = _slot, ["publication"] = "quern", ["create"] = !_isSlotThere, ["snapshot"] = _isSlotThere ? "never" : "initial",
            };
            var findings = new List<Finding>();
            using var json = JsonDocument.Parse(JsonSerializer.Serialize(new Dictionary<string, object> { ["events"] = new Dictionary<string, object> { ["postgres"] = settings } }));
            var source = FeedSettings.Read(json.RootElement, findings)["events"];
            findings.ShouldBeEmpty();
            return source;
        }

        private void Do(string statement)
        {
            using var connection = _database.Connect();
            using var command = new NpgsqlCommand(statement, connection);
            command.ExecuteNonQuery();
        }

        private static void Write<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type)
            where T : struct
        {
            if (value is { } some) copy.Write(some, type);
            else copy.WriteNull();
        }
    }

    /// <summary>A database that lets nobody in, and has thrown out who was.</summary>
    private sealed class Outage : IDisposable
    {
        private readonly PostgresCluster _cluster;
        private readonly TestDatabase _database;

        public Outage(PostgresCluster cluster, TestDatabase database)
        {
            (_cluster, _database) = (cluster, database);
            Do($"ALTER DATABASE {database.Name} ALLOW_CONNECTIONS false");
            Do($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database.Name}'");
        }

        public void Dispose()
        {
            Do($"ALTER DATABASE {_database.Name} ALLOW_CONNECTIONS true");
            _database.Reconnect();
        }

        private void Do(string statement)
        {
            using var connection = new NpgsqlConnection(_cluster.ConnectionTo("postgres") + ";Pooling=false");
            connection.Open();
            using var command = new NpgsqlCommand(statement, connection);
            command.ExecuteNonQuery();
        }
    }
}
