using System.Collections.Immutable;

namespace Quern.Stores.Delta;

/// <summary>The state of a table at a version: what the actions up to it come to, the newest about a thing standing. Immutable.</summary>
public sealed class DeltaSnapshot
{
    private readonly Lazy<DeltaSchema> _schema;

    private DeltaSnapshot(DeltaSnapshot? before, long version)
    {
        Version = version;
        Protocol = before?.Protocol;
        MetaData = before?.MetaData;
        Files = before?.Files ?? ImmutableSortedDictionary.Create<string, AddFile>(StringComparer.Ordinal);
        Tombstones = before?.Tombstones ?? ImmutableSortedDictionary.Create<string, RemoveFile>(StringComparer.Ordinal);
        Transactions = before?.Transactions ?? ImmutableSortedDictionary.Create<string, SetTransaction>(StringComparer.Ordinal);
        _schema = new(() => DeltaSchema.Parse(MetaData!.SchemaString));
    }

    /// <summary>The version, from 0.</summary>
    public long Version { get; }

    /// <summary>The columns, those by which the files are partitioned among them.</summary>
    public IReadOnlyList<DeltaColumn> Columns => _schema.Value.Columns;

    /// <summary>How many data files there are.</summary>
    public int FileCount => Files.Count;

    /// <summary>How long the data files are together, in bytes.</summary>
    public long Bytes => Files.Values.Sum(file => file.Size);

    /// <summary>How many rows there are; null when a file does not say.</summary>
    public long? Rows => Files.Values.Aggregate((long?)0, (sum, file) => sum + FileStatistics.Rows(file));

    internal Protocol? Protocol { get; private set; }

    internal Metadata? MetaData { get; private set; }

    internal DeltaSchema Schema => _schema.Value;

    internal IReadOnlyList<string> PartitionColumns => MetaData!.PartitionColumns ?? [];

    /// <summary>The data files by the path that the log has for them.</summary>
    internal ImmutableSortedDictionary<string, AddFile> Files { get; private set; }

    /// <summary>Files that were removed, so that nobody deletes them while older snapshots are being read.</summary>
    internal ImmutableSortedDictionary<string, RemoveFile> Tombstones { get; private set; }

    internal ImmutableSortedDictionary<string, SetTransaction> Transactions { get; private set; }

    /// <summary>How far an application's writes are in the table: the version of its last transaction; null when it has none.</summary>
    public long? TransactionVersion(string appId) => Transactions.GetValueOrDefault(appId)?.Version;

    /// <summary>The state that the actions of a checkpoint, or of the first commit, give.</summary>
    internal static DeltaSnapshot Of(long version, IEnumerable<LogAction> actions) => Apply(null, version, actions);

    /// <summary>The state after another commit.</summary>
    internal DeltaSnapshot Apply(long version, IEnumerable<LogAction> actions) => Apply(this, version, actions);

    /// <summary>The actions that give this state, without tombstones that have expired. They change no data.</summary>
    internal IEnumerable<LogAction> Actions(long expired)
    {
        yield return new() { Protocol = Protocol };
        yield return new() { MetaData = MetaData };
        foreach (var transaction in Transactions.Values) yield return new() { Txn = transaction };
        foreach (var file in Files.Values) yield return new() { Add = file with { DataChange = false } };
        foreach (var file in Tombstones.Values)
            if ((file.DeletionTimestamp ?? 0) >= expired)
                yield return new() { Remove = file with { DataChange = false } };
    }

    // A commit's actions have no order: it may remove a file and add it again with other deleted rows.
    private static DeltaSnapshot Apply(DeltaSnapshot? before, long version, IEnumerable<LogAction> actions)
    {
        var after = new DeltaSnapshot(before, version);
        var (files, tombstones, transactions) = (after.Files.ToBuilder(), after.Tombstones.ToBuilder(), after.Transactions.ToBuilder());
        var adds = new List<AddFile>();
        foreach (var action in actions)
        {
            after.Protocol = action.Protocol ?? after.Protocol;
            after.MetaData = action.MetaData ?? after.MetaData;
            if (action.Txn is { } transaction) transactions[transaction.AppId] = transaction;
            if (action.Add is { } add) adds.Add(add);
            if (action.Remove is not { } remove) continue;
            files.Remove(remove.Path);
            tombstones[remove.Path] = remove;
        }

        foreach (var add in adds)
        {
            files[add.Path] = add;
            tombstones.Remove(add.Path);
        }

        (after.Files, after.Tombstones, after.Transactions) = (files.ToImmutable(), tombstones.ToImmutable(), transactions.ToImmutable());
        return after;
    }
}
