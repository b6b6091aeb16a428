using Npgsql;

namespace Quern.Connectors.Tests.Postgres;

/// <summary>A database of one test.</summary>
public sealed class TestDatabase : IDisposable
{
    private readonly PostgresCluster _cluster;
    private NpgsqlConnection _connection;

    public TestDatabase(PostgresCluster cluster, string name)
    {
        (_cluster, Name) = (cluster, name);
        _connection = Connect();
    }

    public string Name { get; }

    public string Connection => _cluster.ConnectionTo(Name);

    /// <summary>Opens another connection.</summary>
    public NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        connection.Open();
        return connection;
    }

    /// <summary>Connects again after the server was away.</summary>
    public void Reconnect()
    {
        _connection.Dispose();
        _connection = Connect();
    }

    public void Do(params string[] statements)
    {
        foreach (var statement in statements)
        {
            using var command = new NpgsqlCommand(statement, _connection);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The rows of a query, each as its values between bars.</summary>
    public string[] Ask(string query)
    {
        using var command = new NpgsqlCommand(query, _connection);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        return [.. rows];
    }

    public object AskValue(string query)
    {
        using var command = new NpgsqlCommand(query, _connection);
        return command.ExecuteScalar()!;
    }

    public string AskOne(string query) => Ask(query).Single();

    public void Dispose()
    {
        _connection.Dispose();
        using var connection = new NpgsqlConnection(_cluster.ConnectionTo("postgres") + ";Pooling=false");
        connection.Open();
        using var slots = new NpgsqlCommand($"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = '{Name}'", connection);
        slots.ExecuteNonQuery();
    }
}
