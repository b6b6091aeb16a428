using Npgsql.Replication.PgOutput.Messages;
using Quern.Engine.Feeds;
using Quern.Schema;

namespace Quern.Connectors.Postgres;

/// <summary>
/// Knows which of the tables that the server describes is ours, what its rows are, and how they become events. The server describes a table before its first change, and again whenever
/// somebody has altered it. For one thread.
/// </summary>
/// <param name="settings">The table.</param>
/// <param name="target">What is fed.</param>
/// <param name="server">Asked for types that are not known.</param>
/// <param name="id">The table's object id.</param>
/// <param name="table">The table as the catalog has it.</param>
/// <param name="stop">Cancels connecting.</param>
internal sealed class TableWatch(PostgresSettings settings, FeedTarget target, PostgresServer server, uint id, PostgresTable table, CancellationToken stop)
{
    private readonly HashSet<uint> _ours = [];
    private RowMap? _map;

    /// <summary>Gets the table as the server described it last.</summary>
    public PostgresTable Table { get; private set; } = table;

    public bool IsOurs(RelationMessage relation) => _ours.Contains(relation.RelationId);

    /// <summary>Takes a description of a table.</summary>
    /// <exception cref="QuernException">It is ours and has another name now.</exception>
    public void See(RelationMessage relation)
    {
        if (relation.Namespace != settings.Schema || relation.RelationName != settings.Table)
        {
            if (relation.RelationId == id)
                throw new QuernException(PostgresFindings.NoTable(settings.FullName, $"It is called {relation.Namespace}.{relation.RelationName} now."));
            return;
        }

        _ours.Add(relation.RelationId);
        using var connection = server.Connect(stop);
        var types = PostgresTypes.Read(connection, relation.Columns.Select(column => column.DataTypeId), stop);
        var isWhole = relation.ReplicaIdentity == RelationMessage.ReplicaIdentitySetting.AllColumns;
        // All columns are the key then, as the server sees it; what tells rows apart is still the primary key.
        var key = isWhole ? Table.Key.Select(column => Table.Columns[column].Name).ToHashSet() : null;
        var columns = relation.Columns.Select(column => new PostgresColumn(
            column.ColumnName,
            types.TryGetValue(column.DataTypeId, out var type) ? type(column.TypeModifier) : new($"a type that is gone ({column.DataTypeId})", column.DataTypeId, false, -1),
            key?.Contains(column.ColumnName) ?? column.Flags.HasFlag(RelationMessage.Column.ColumnFlags.PartOfKey)));
        var described = new PostgresTable([.. columns], isWhole);
        // The server describes it again for reasons of its own too.
        if (!described.Equals(Table)) Table = described;
    }

    /// <summary>How rows become events of a record.</summary>
    /// <exception cref="QuernException">They cannot.</exception>
    public RowMap MapTo(RowSchema schema)
    {
        if (_map is null || !_map.IsOf(schema, Table)) _map = RowMap.Make(settings, target.Stream, schema, Table, target.Warn);
        return _map;
    }
}
