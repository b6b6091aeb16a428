using Quern.Connectors.Tests;
using Quern.Connectors.Tests.Postgres;
using Quern.Definitions;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>Events as rows that are inserted into tables of PostgreSQL, one for each stream, whose changes are read.</summary>
/// <param name="database">Gets the tables.</param>
internal sealed class ScenarioChanges(TestDatabase database) : ScenarioFeed
{
    private const string Publication = "spec";
    private string? _slot;

    public override void Dispose() => Forget();

    protected override object Write(SourceDefinition source, IReadOnlyCollection<object> records)
    {
        Forget();
        _slot = $"s{Guid.NewGuid():n}";
        database.Do("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        using (var connection = database.Connect())
        {
            ScenarioTables.Create(connection, source);
            database.Do($"CREATE PUBLICATION {Publication} FOR TABLE \"{source.Name}\"", $"SELECT pg_create_logical_replication_slot('{_slot}', 'pgoutput')");
            ScenarioTables.Fill(connection, source, records);
        }

        return new { postgres = new { connection = database.Connection, table = $"public.{source.Name}", slot = _slot, publication = Publication, create = false, snapshot = "never" } };
    }

    // A server has only so many slots, and keeps what they have not read.
    private void Forget()
    {
        if (_slot is null) return;
        database.Do($"DROP PUBLICATION {Publication}", $"SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '{_slot}' AND active");
        Eventually.So(() => database.AskOne($"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{_slot}' AND active") == "0", () => "somebody reads");
        database.Do($"SELECT pg_drop_replication_slot('{_slot}')");
    }
}
