using System.Text.Json;
using Npgsql;
using Npgsql.Replication;

namespace Quern.Connectors.Postgres;

/// <summary>
/// The rows that a table had when a slot was made, in a file of their own: a line that says what they are, then the rows as COPY writes them. The file comes into being whole or not at all. So
/// rows can be taken part by part, each once, whatever dies: the transaction that saw them is gone after a restart, and the file is not.
/// </summary>
/// <param name="Lsn">The slot's first position: what is committed behind it is not in the rows.</param>
/// <param name="Time">The time of the rows: before the commit of everything that is not in them.</param>
/// <param name="IsWhole">As in <see cref="PostgresTable"/>.</param>
/// <param name="Columns">The columns.</param>
internal sealed record TableSnapshot(ulong Lsn, DateTime Time, bool IsWhole, IReadOnlyList<PostgresColumn> Columns)
{
    public PostgresTable Table => new(Columns, IsWhole);

    /// <summary>Where the file lies.</summary>
    public static string PathIn(string folder, string stream, PostgresSettings settings) => Path.Combine(folder, $"{Uri.EscapeDataString(stream)}.{settings.Slot}.rows");

    /// <summary>Whether a snapshot was begun and never ended: the slot is ours then, and nothing of its rows was taken.</summary>
    public static bool IsBroken(string path) => File.Exists(Unfinished(path));

    /// <summary>Forgets a snapshot.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(Unfinished(path));
    }

    /// <summary>Makes a slot, and a file with the rows that lie before it.</summary>
    /// <param name="path">Where the file is to lie.</param>
    /// <param name="settings">Slot and table.</param>
    /// <param name="sql">A connection for SQL.</param>
    /// <param name="replication">A connection for replication; it keeps what the slot's first transaction sees open.</param>
    /// <param name="filter">The condition of the publication's rows; null when there is none.</param>
    /// <param name="stop">Cancels it.</param>
    public static void Take(string path, PostgresSettings settings, NpgsqlConnection sql, LogicalReplicationConnection replication, string? filter, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = new FileStream(Unfinished(path), FileMode.Create, FileAccess.Write))
        {
            // Before the slot is there, this file says whose it is.
            file.Flush(flushToDisk: true);
            var catalog = new PostgresCatalog(sql, settings, stop);
            // A transaction that the rows do not show is committed after the slot was begun, and so after this.
            var time = catalog.Now();
            var slot = replication.CreatePgOutputReplicationSlot(settings.Slot, slotSnapshotInitMode: LogicalSlotSnapshotInitMode.Export, cancellationToken: stop).GetAwaiter().GetResult();
            catalog.Execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            catalog.Execute($"SET TRANSACTION SNAPSHOT '{slot.SnapshotName}'");
            var (id, identity) = catalog.FindTable();
            var table = catalog.ReadTable(id, identity);
            file.Write(JsonSerializer.SerializeToUtf8Bytes(new TableSnapshot((ulong)slot.ConsistentPoint, time, table.IsWhole, table.Columns)));
            file.WriteByte((byte)'\n');
            Copy(sql, settings, table, filter, file, stop).GetAwaiter().GetResult();
            catalog.Execute("COMMIT");
            file.Flush(flushToDisk: true);
        }

        File.Move(Unfinished(path), path);
    }

    /// <summary>What the rows of a file are, and where in it the first begins.</summary>
    public static (TableSnapshot Snapshot, long Start) Read(FileStream file)
    {
        var line = new List<byte>();
        for (var next = file.ReadByte(); next is >= 0 and not '\n'; next = file.ReadByte()) line.Add((byte)next);
        return (JsonSerializer.Deserialize<TableSnapshot>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(line))!, line.Count + 1);
    }

    private static string Unfinished(string path) => path + ".part";

    private static async Task Copy(NpgsqlConnection sql, PostgresSettings settings, PostgresTable table, string? filter, FileStream file, CancellationToken stop)
    {
        var columns = string.Join(", ", table.Columns.Select(column => PostgresCatalog.Quote(column.Name)));
        var where = filter is null ? "" : $" WHERE {filter}";
        var copy = $"COPY (SELECT {columns} FROM {PostgresCatalog.Quote(settings.Schema)}.{PostgresCatalog.Quote(settings.Table)}{where}) TO STDOUT";
        using var rows = await sql.BeginTextExportAsync(copy, stop).ConfigureAwait(false);
        await using var text = new StreamWriter(file, bufferSize: 1 << 16, leaveOpen: true);
        var block = new char[1 << 15];
        for (var read = await rows.ReadAsync(block, stop).ConfigureAwait(false); read > 0; read = await rows.ReadAsync(block, stop).ConfigureAwait(false)) text.Write(block.AsSpan(0, read));
    }
}
