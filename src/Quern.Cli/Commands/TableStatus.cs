using System.Text.Json.Serialization;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Connectors.Workers;
using Quern.Engine.Streams;
using Quern.Stores.Delta;
using Quern.Stores.Streams;

namespace Quern.Cli.Commands;

/// <summary>How far the table of a stream that workers share is, as the table itself says; no worker is asked.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Table">Where the table is; null where none is written.</param>
/// <param name="Events">How many events it has; null while that is not known.</param>
/// <param name="Lacking">How many events the logs have beyond it; null while that is not known.</param>
/// <param name="Problem">Why it is not known; null where it is.</param>
internal sealed record TableStatus(string Stream, string? Table, long? Events, long? Lacking, string? Problem)
{
    // Nobody waits for a store of which one figure is wanted.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Gets the rest as people read it.</summary>
    [JsonIgnore]
    public string Text => Table is null
        ? "none is written: \"storage.history\" names no place"
        : $"{Table}, {Problem ?? $"{Numbers.Count(Events!.Value, "event")}, {(Lacking == 0 ? "all there are" : $"{Numbers.Count(Lacking!.Value)} not in it yet")}"}";

    /// <summary>Gets how many events of each part the table lacks; empty while that is not known.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, long> Lags { get; private init; } = new Dictionary<string, long>();

    /// <exception cref="QuernException">Redis cannot be asked.</exception>
    public static IReadOnlyList<TableStatus> Of(Project project, RedisParts parts, CancellationToken stop) =>
        [.. parts.Streams.Keys.Order(StringComparer.Ordinal).Select(stream => project.HistoryLocation is null ? new(stream, null, null, null, null) : Of(stream, project, parts, stop))];

    private static TableStatus Of(string stream, Project project, RedisParts parts, CancellationToken stop)
    {
        var place = project.HistoryTables.Under(stream);
        if (Ends(stream, place, project, stop, out var problem) is not { } ends) return new(stream, place.ToString(), null, null, problem);
        // After the table, of which it cannot be behind.
        var shared = parts.Streams[stream];
        var logs = Enumerable.Range(0, shared.Parts).Select(part => (Part: part, Log: parts.LogOf(stream, part))).Select(each => (each.Part, End: each.Log.End(stream), Began: each.Log.KnownBefore(stream, 1))).ToArray();
        var lags = logs.ToDictionary(each => shared.NameOf(each.Part), each => Math.Max(0, each.End - (each.Began is { } began ? ends.Of(new HistoryPart(each.Part, began)) : 0)));
        return new(stream, place.ToString(), ends.Parts.Values.Sum(), lags.Values.Sum(), null) { Lags = lags };
    }

    private static HistoryEnds? Ends(string stream, TablePlace place, Project project, CancellationToken stop, out string? problem)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        var before = project.Objects!.Stop;
        project.Objects.Stop = patience.Token;
        problem = null;
        try
        {
            if (!DeltaTable.Exists(place)) return HistoryEnds.None;
            using var table = DeltaTable.Open(place, TimeProvider.System);
            return DeltaHistoryTables.EndsOf(table.Snapshot(), stream);
        }
        catch (QuernException failure)
        {
            problem = $"{failure.Findings[0].Code}: {failure.Findings[0].Message}";
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            problem = $"no answer within {Patience.TotalSeconds:0} s";
        }
        finally
        {
            project.Objects.Stop = before;
        }

        return null;
    }
}
