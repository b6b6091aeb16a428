using System.Globalization;
using System.Text.Json.Nodes;

namespace Quern.Stores.Delta;

/// <summary>What a writer wants to commit, to whichever version comes next.</summary>
/// <param name="Operation">What it is, for people: <c>WRITE</c>, <c>OPTIMIZE</c>.</param>
internal sealed record LogChange(string Operation)
{
    public IReadOnlyList<AddFile> Adds { get; init; } = [];

    public IReadOnlyList<RemoveFile> Removes { get; init; } = [];

    public IReadOnlyList<DeltaTransaction> Transactions { get; init; } = [];

    public Protocol? Protocol { get; init; }

    public Metadata? MetaData { get; init; }

    /// <summary>Gets the columns that the rows added have; they must be in the table still.</summary>
    public IReadOnlyList<DeltaColumn> Columns { get; init; } = [];

    public IReadOnlyList<string> PartitionColumns { get; init; } = [];

    /// <summary>Whether the change, or some of it, has been committed before.</summary>
    public bool IsOvertaken(DeltaSnapshot snapshot) => Transactions.Any(transaction => transaction.IsOvertaken(snapshot));

    /// <summary>
    /// Why the change cannot follow a state; null when it can. A blind append follows any state that has its columns; a change that removes files follows one that has those files; one of the
    /// metadata follows the state that it was made for.
    /// </summary>
    public string? ConflictWith(DeltaSnapshot snapshot, DeltaSnapshot? madeFor)
    {
        if (MetaData is not null && snapshot.Version != madeFor?.Version) return $"The table is at version {snapshot.Version}.";
        if (Removes.FirstOrDefault(file => !snapshot.Files.ContainsKey(file.Path)) is { } gone) return $"Data file '{gone.Path}' is part of the table no more.";
        if (Adds.Count == 0 || MetaData is not null) return null;
        if (!PartitionColumns.SequenceEqual(snapshot.PartitionColumns)) return "The table is partitioned otherwise now.";
        return Columns.FirstOrDefault(column => snapshot.Schema.Find(column.Name) != column) is { } column ? $"The table's column '{column.Name}' is not {column.Type} any more." : null;
    }

    /// <summary>The actions of the commit.</summary>
    public IReadOnlyList<LogAction> Actions(DateTimeOffset now, long? readVersion)
    {
        var time = now.ToUnixTimeMilliseconds();
        var actions = new List<LogAction> { new() { CommitInfo = Info(time, readVersion) } };
        if (Protocol is not null) actions.Add(new() { Protocol = Protocol });
        if (MetaData is not null) actions.Add(new() { MetaData = MetaData });
        actions.AddRange(Transactions.Select(transaction => new LogAction { Txn = new(transaction.AppId, transaction.Version) { LastUpdated = time } }));
        actions.AddRange(Removes.Select(file => new LogAction { Remove = file with { DeletionTimestamp = time } }));
        actions.AddRange(Adds.Select(file => new LogAction { Add = file }));
        return actions;
    }

    private JsonObject Info(long time, long? readVersion)
    {
        var info = new JsonObject { ["timestamp"] = time, ["operation"] = Operation, ["operationParameters"] = new JsonObject() };
        if (readVersion is { } version) info["readVersion"] = version;
        info["isBlindAppend"] = Removes.Count == 0 && MetaData is null;
        info["operationMetrics"] = new JsonObject
        {
            ["numAddedFiles"] = Adds.Count.ToString(CultureInfo.InvariantCulture),
            ["numRemovedFiles"] = Removes.Count.ToString(CultureInfo.InvariantCulture),
        };
        info["engineInfo"] = $"Quern/{typeof(LogChange).Assembly.GetName().Version!.ToString(3)}";
        return info;
    }
}
