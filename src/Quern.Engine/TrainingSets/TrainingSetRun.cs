using Quern.Engine.Expectations.Features;
using Quern.Engine.Monitoring;
using Quern.Engine.PointInTime;
using Quern.Engine.PushDown;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.TrainingSets;

/// <summary>
/// Makes a training set: the spine's rows in the spine's order, its columns unchanged, the service's features after them. The spine is worked through in parts,
/// so that the results of one part fit into half of the memory allowed; a row's values do not depend on where the cuts are.
/// </summary>
public sealed class TrainingSetRun(ISourceReader reader, HistoryLimits limits)
{
    // A slot and a status for each value, and what a row needs while it is sorted.
    private const int BytesPerValue = 9;
    private const int BytesPerRow = 64;

    /// <summary>Looks whether the spine has every column that is needed, and none that is in the way.</summary>
    /// <exception cref="QuernException">A column is missing or doubled: everything that is wrong.</exception>
    public static void Check(TrainingSetRequest request) => SpineColumns.Resolve(request);

    /// <summary>The columns of a spine that are used: the instant, then the join keys, then the request fields, each in the service's order.</summary>
    /// <exception cref="QuernException">A column is missing or doubled: everything that is wrong.</exception>
    public static IReadOnlyList<RequestField> Columns(TrainingSetRequest request) => SpineColumns.Resolve(request);

    /// <summary>Makes the training set.</summary>
    /// <exception cref="QuernException">The spine lacks a column, a source or the spine cannot be read, or rows are bad and they are to fail.</exception>
    public TrainingSetReport Run(TrainingSetRequest request, ITrainingSetOutput output, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var columns = SpineColumns.Resolve(request);
        var rows = request.Spine.Count(cancellation);
        var part = request.PartRows ?? (int)Math.Clamp(limits.MemoryBytes / 2 / (BytesPerRow + (BytesPerValue * ValuesPerRow(request.Service))), 1, Array.MaxLength / 16);
        var nulls = new long[request.Service.Outputs.Count];
        var (eventsRead, checkedRows, placements) = (0L, 0, new List<ViewPlacement>());
        var sampler = request.IsProfiled ? new TrainingSampler(rows, request.Spine.Columns.Count + request.Service.Outputs.Count) : null;
        var checks = new FeatureChecks(request.Service);
        for (var first = 0L; first < rows || first == 0; first += part)
        {
            var count = (int)Math.Min(part, rows - first);
            var history = Load(request, columns, first, count, cancellation);
            if (first == 0) history = history with { Checked = LeakCheck.Sample(count) };
            var result = new HistoryEngine(reader, limits with { MemoryBytes = limits.MemoryBytes / 2 }).Compute(history, progress, cancellation);
            eventsRead += result.EventsRead;
            // The figures in a reason are those of its part; the first part's stand for all.
            placements.AddRange(result.Placements.ExceptBy(placements.Select(Placed), Placed));
            CountNulls(request, result, nulls);
            checks.Add(first, [.. request.Service.Outputs.Select(result.Of)]);
            checkedRows += LeakCheck.Run(history, result);
            progress?.Invoke("writing", first, rows);
            var made = Made(request, result);
            sampler?.Add(request.Spine, first, history.Times.Values, [], Loaded(columns, history), made, cancellation);
            output.Write(first, count, made, cancellation);
        }

        output.Finish(cancellation);
        var reports = request.Service.Outputs.Select((column, i) => new ColumnReport(column.Name, column.Type.ToString(), nulls[i]));
        return new(rows, eventsRead, [.. reports], columns[0].Name, part, checkedRows) { Profile = sampler?.Finish(limits.Threads), Placements = placements, Expectations = checks.Outcomes() };
    }

    private static (string, string) Placed(ViewPlacement placement) => (placement.View, placement.Engine);

    // A list has as many values as it has items.
    private static long ValuesPerRow(ServicePlan service) => service.Outputs.Sum(output => output.Type.Shape == DataShape.NullableList ? 1L + service.Lookups[output.Input.Read].Lookup.LongestList : 1);

    private static HistoryRequest Load(TrainingSetRequest request, IReadOnlyList<RequestField> columns, long first, int count, CancellationToken cancellation)
    {
        var loaded = request.Spine.Load(columns, first, count, cancellation);
        var times = (Int64Column)loaded[0];
        SpineColumns.RequireTimes(request.Spine, columns[0].Name, times, first);
        var keys = request.Service.JoinKeys.Count;
        return new(request.Service, times, [.. loaded.Skip(1).Take(keys)], [.. loaded.Skip(1 + keys)], request.AsKnown, request.BadRows) { PushDown = request.PushDown };
    }

    private static IReadOnlyList<(string, Column)> Loaded(IReadOnlyList<RequestField> columns, HistoryRequest history)
    {
        Column[] values = [history.Times, .. history.JoinKeys, .. history.Requests];
        return [.. columns.Zip(values, (column, loaded) => (column.Name, loaded))];
    }

    private static IReadOnlyList<TrainingColumn> Made(TrainingSetRequest request, HistoryResult result)
    {
        var columns = new List<TrainingColumn>();
        foreach (var output in request.Service.Outputs)
        {
            columns.Add(new(output.Name, result.Of(output), Statuses: false));
            if (request.Statuses) columns.Add(new(output.Name + "__status", result.Of(output), Statuses: true));
        }

        return columns;
    }

    private static void CountNulls(TrainingSetRequest request, HistoryResult result, long[] nulls)
    {
        for (var i = 0; i < nulls.Length; i++)
        {
            var statuses = result.Of(request.Service.Outputs[i]).Statuses;
            nulls[i] += statuses.Length - statuses.Count((byte)FeatureStatus.Present);
        }
    }
}
