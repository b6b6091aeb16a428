using Quern.Definitions;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Sources;
using Quern.Stores.Tests.Sources;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Delta;

/// <summary>A folder for tables of events (a time, a number, a text that may be null), with a clock that stands where it is set.</summary>
internal sealed class DeltaScratch : IDisposable
{
    internal static readonly RowSchema Events = new("Event", [new("t", "Time", ValueKind.Timestamp, false), new("id", "Id", ValueKind.Int64, false), new("s", "Text", ValueKind.String, true)]);

    private static readonly DuckResources Resources = new() { Threads = 2 };

    private readonly SourceScratch _sources = new();

    internal SetClock Clock { get; } = new();

    internal string Folder => _sources.Folder;

    internal string Table => Path.Combine(Folder, "events");

    internal SourceScratch Sources => _sources;

    internal string Log => Path.Combine(Table, "_delta_log");

    internal static Instant At(string text) => Instant.TryParse(text, out var instant) ? instant : throw new FormatException(text);

    internal DeltaTable Open(DeltaOptions? options = null) => DeltaTable.Open(Table, Clock, options, Resources);

    internal DeltaTable Create(bool byDay = false, DeltaOptions? options = null) =>
        DeltaTable.OpenOrCreate(Table, new(Events) { TimeColumn = "t", DateColumn = byDay ? "date" : null }, Clock, options, Resources);

    internal static EventBatch Batch(params IEnumerable<(string Time, long Id, string? Text)> rows)
    {
        var batch = new EventBatch(Events, [0, 1, 2]);
        foreach (var (time, id, text) in rows)
        {
            ((Int64Column)batch[0]).Append(At(time).Microseconds);
            ((Int64Column)batch[1]).Append(id);
            if (text is null) batch[2].AppendNull();
            else ((TextColumn)batch[2]).Append(System.Text.Encoding.UTF8.GetBytes(text));
            batch.Count++;
        }

        return batch;
    }

    internal static DeltaCommit Append(DeltaTable table, DeltaTransaction? transaction, params IEnumerable<(string Time, long Id, string? Text)> rows)
    {
        using var appender = table.BeginAppend();
        appender.Add(Batch(rows));
        return appender.Commit(transaction, TestContext.Current.CancellationToken);
    }

    internal SourceDefinition Source(long? version = null, params Field[] more) => SourceCases.Of(SourceFormat.Delta, "events", [SourceCases.Required("id", ValueKind.Int64), .. more]) with { Version = version };

    /// <summary>What a reader finds; where no version is said, one that sees the table for the first time.</summary>
    internal IReadOnlyList<ScannedRow> Scan(SourceDefinition source, Interval? times = null)
    {
        if (source.Version is not null) return _sources.Scan(source, times);
        using var fresh = new SourceScratch(Folder);
        return fresh.Scan(source, times);
    }

    /// <summary>The numbers of the events at a version, ascending.</summary>
    internal long[] Ids(long? version = null) => [.. Scan(Source(version)).Select(row => row.Values[1].AsInt64()).Order()];

    internal void WriteCommit(long version, params string[] lines)
    {
        Directory.CreateDirectory(Log);
        File.WriteAllText(Path.Combine(Log, $"{version:D20}.json"), string.Concat(lines.Select(line => line + "\n")));
    }

    internal string[] ReadCommit(long version) => File.ReadAllLines(Path.Combine(Log, $"{version:D20}.json"));

    internal string[] DataFiles() => [.. Directory.EnumerateFiles(Table, "*.parquet", SearchOption.AllDirectories).Where(file => !file.Contains("_delta_log")).Select(file => Path.GetRelativePath(Table, file)).Order(StringComparer.Ordinal)];

    public void Dispose() => _sources.Dispose();
}

/// <summary>A clock that is set by hand.</summary>
internal sealed class SetClock : TimeProvider
{
    internal DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
