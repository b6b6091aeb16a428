using Npgsql;
using NpgsqlTypes;
using Quern.Connectors.Postgres;
using Quern.Connectors.Postgres.Sources;
using Quern.Connectors.Tests.Postgres;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Values;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>The events of a scenario in tables of PostgreSQL, one for each source, read as a source of that format is.</summary>
internal sealed class ScenarioTables : MovedSources
{
    private readonly PostgresSourceReader _reader;

    /// <param name="database">Gets the tables; what another scenario left there is gone.</param>
    /// <param name="run">The scenario.</param>
    public ScenarioTables(TestDatabase database, ScenarioRun run)
    {
        database.Do("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        using var connection = database.Connect();
        foreach (var source in run.Plan.Definition.Sources)
        {
            Create(connection, source);
            Fill(connection, source, run.RecordsOf(source));
        }

        _reader = new(new Dictionary<string, PostgresConnection> { ["spec"] = new(database.Connection, "connections.spec.postgres") }, threads: 1);
    }

    protected override ISourceReader Reader => _reader;

    public override void Dispose() => _reader.Dispose();

    /// <summary>A source as it is in its table.</summary>
    public static SourceDefinition InTable(SourceDefinition source) => source with { Format = SourceFormat.Postgres, Connection = "spec", Location = source.Name };

    /// <summary>Makes the table of a source.</summary>
    public static void Create(NpgsqlConnection connection, SourceDefinition source)
    {
        using var create = new NpgsqlCommand($"CREATE TABLE \"{source.Name}\" ({string.Join(", ", source.Schema.Fields.Select(field => $"\"{field.Column}\" {TypeOf(field.Kind).Name}"))})", connection);
        create.ExecuteNonQuery();
    }

    /// <summary>Writes records into it.</summary>
    public static void Fill(NpgsqlConnection connection, SourceDefinition source, IEnumerable<object> records)
    {
        var fields = source.Schema.Fields;
        using var rows = connection.BeginBinaryImport($"COPY \"{source.Name}\" FROM STDIN (FORMAT BINARY)");
        foreach (var record in records)
        {
            rows.StartRow();
            foreach (var field in fields)
                if (record.GetType().GetProperty(field.Member)!.GetValue(record) is { } value) rows.Write(value, TypeOf(field.Kind).Type);
                else rows.WriteNull();
        }

        rows.Complete();
    }

    protected override SourceDefinition Moved(SourceDefinition source) => InTable(source);

    private static (string Name, NpgsqlDbType Type) TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => ("boolean", NpgsqlDbType.Boolean),
        ValueKind.Int32 => ("integer", NpgsqlDbType.Integer),
        ValueKind.Int64 => ("bigint", NpgsqlDbType.Bigint),
        ValueKind.Float32 => ("real", NpgsqlDbType.Real),
        ValueKind.Float64 => ("double precision", NpgsqlDbType.Double),
        ValueKind.Timestamp => ("timestamptz", NpgsqlDbType.TimestampTz),
        ValueKind.Embedding => ("real[]", NpgsqlDbType.Array | NpgsqlDbType.Real),
        _ => ("text", NpgsqlDbType.Text),
    };
}
