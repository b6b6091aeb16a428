using Quern.Engine.Expectations.Features;
using Quern.Engine.Monitoring;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>A training set to take from the log of what was served.</summary>
/// <param name="Shape">Which features: those of the service as it is now.</param>
/// <param name="Labels">For which rows. Where they have the column <c>request_id</c> they go by it, and by <c>row</c> if that is there; else by join keys and time.</param>
/// <param name="TimeColumn">The column with the labels' times; null for <c>event_timestamp</c>, or else the only time column.</param>
/// <param name="Tolerance">How long before its label a row was served, at most; null for any length.</param>
/// <param name="Statuses">Whether a status column follows each feature.</param>
public sealed record LoggedTrainingSetRequest(ServedShape Shape, ISpine Labels, string? TimeColumn, Duration? Tolerance, bool Statuses)
{
    /// <summary>How many rows to work through at a time; null for as many as the memory allows.</summary>
    public int? PartRows { get; init; }

    /// <summary>Whether the rows are profiled while they are made.</summary>
    public bool IsProfiled { get; init; }
}

/// <summary>What was made.</summary>
/// <param name="Rows">How many labels there are.</param>
/// <param name="Found">For how many of them a served row was found.</param>
/// <param name="Columns">For each feature how many values are null.</param>
/// <param name="NotLogged">Features that some of the rows found do not have, since the version that answered did not.</param>
/// <param name="By">The column by which rows were found: that of the times, or <c>request_id</c>.</param>
/// <param name="PartRows">How many rows were worked through at a time.</param>
public sealed record LoggedTrainingSetReport(long Rows, long Found, IReadOnlyList<ColumnReport> Columns, IReadOnlyDictionary<string, long> NotLogged, string By, int PartRows)
{
    /// <summary>What the rows are like, by the instants of their reads; null where nobody asked. Labels without a row are not in it.</summary>
    public TrainingProfile? Profile { get; init; }

    /// <summary>What came of each expectation of the features, over the values that were served.</summary>
    public IReadOnlyList<FeatureOutcome> Expectations { get; init; } = [];
}

/// <summary>
/// Makes a training set of vectors that were served: the labels' rows in their order, their columns unchanged, and of the served row that belongs to each the request fields, the instant of the read and
/// the features, exactly as they were answered. A label for which there is none has nulls. Request fields and the instant are left out where the labels have columns of these names.
/// </summary>
public sealed class LoggedTrainingSet(IServedHistory history, long memoryBytes)
{
    /// <summary>The column of the request's id, in the log and in labels.</summary>
    public const string RequestIdColumn = "request_id";

    /// <summary>The column of the row's number in its request, in the log and in labels.</summary>
    public const string RowColumn = "row";

    /// <summary>The column of the instant of the read.</summary>
    public const string ServedAtColumn = "served_at";

    private const int BytesPerValue = 10;
    private const int BytesPerRow = 64;

    /// <summary>Makes the training set.</summary>
    /// <exception cref="QuernException">The labels lack a column, or they or the log cannot be read.</exception>
    public LoggedTrainingSetReport Run(LoggedTrainingSetRequest request, ITrainingSetOutput output, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var byRequest = SpineColumns.Has(request.Labels, RequestIdColumn);
        var columns = byRequest ? RequestColumns(request) : KeyColumns(request);
        var outputs = request.Shape.Plan.Outputs;
        var rows = request.Labels.Count(cancellation);
        var part = request.PartRows ?? (int)Math.Clamp(memoryBytes / 2 / (BytesPerRow + (BytesPerValue * outputs.Count)), 1, Array.MaxLength / 16);
        var sampler = request.IsProfiled ? new TrainingSampler(rows, request.Labels.Columns.Count + outputs.Count) : null;
        var (nulls, missing, found) = (new long[outputs.Count], new long[outputs.Count], 0L);
        var checks = new FeatureChecks(request.Shape.Plan);
        for (var first = 0L; first < rows || first == 0; first += part)
        {
            var count = (int)Math.Min(part, rows - first);
            progress?.Invoke("reading the log", first, rows);
            var vectors = history.Join(request.Shape, Load(request, columns, byRequest, first, count, cancellation), cancellation);
            found += vectors.Found;
            for (var i = 0; i < nulls.Length; i++)
            {
                nulls[i] += Nulls(vectors.Outputs[i]);
                missing[i] += vectors.Found - vectors.Logged[i].Count(isLogged => isLogged);
            }

            var made = Columns(request, vectors);
            // A label for which nothing was served says nothing of what is served.
            sampler?.Add(request.Labels, first, vectors.At.Slots, vectors.At.Statuses, [], made, cancellation);
            checks.Add(first, vectors.Outputs, vectors.Logged);
            output.Write(first, count, made, cancellation);
        }

        output.Finish(cancellation);
        return new(
            rows,
            found,
            [.. outputs.Select((column, i) => new ColumnReport(column.Name, column.Type.ToString(), nulls[i]))],
            outputs.Select((column, i) => (column.Name, Rows: missing[i])).Where(column => column.Rows > 0).ToDictionary(column => column.Name, column => column.Rows),
            columns[0].Name,
            part) { Profile = sampler?.Finish(Environment.ProcessorCount), Expectations = checks.Outcomes() };
    }

    private static int Nulls(ResultColumn column)
    {
        var nulls = 0;
        foreach (var status in column.Statuses)
            if (!((FeatureStatus)status).HasValue())
                nulls++;
        return nulls;
    }

    private static IReadOnlyList<RequestField> KeyColumns(LoggedTrainingSetRequest request)
    {
        var plan = request.Shape.Plan;
        if (plan.JoinKeys.Count == 0)
            throw new QuernException(new Finding(
                "QRN5125", $"service '{request.Shape.Service}' has no join keys by which labels could find what was served", Hint: $"Give the labels a column '{RequestIdColumn}' with the id of the request (header X-Request-Id)."));
        return SpineColumns.Resolve(Resolved(request, plan with { Requests = [] }));
    }

    private static IReadOnlyList<RequestField> RequestColumns(LoggedTrainingSetRequest request)
    {
        Finding[] doubled = [.. SpineColumns.Doubled(Resolved(request, request.Shape.Plan))];
        if (doubled.Length > 0) throw new QuernException(doubled);
        var id = new RequestField(RequestIdColumn, ValueKind.String);
        return SpineColumns.Has(request.Labels, RowColumn) ? [id, new(RowColumn, ValueKind.Int64)] : [id];
    }

    private static TrainingSetRequest Resolved(LoggedTrainingSetRequest request, ServicePlan service) => new(service, request.Labels, request.TimeColumn, AsKnown: false, request.Statuses, new BadRows(BadRowPolicy.Fail));

    private static ServedLabels Load(LoggedTrainingSetRequest request, IReadOnlyList<RequestField> columns, bool byRequest, long first, int count, CancellationToken cancellation)
    {
        var loaded = request.Labels.Load(columns, first, count, cancellation);
        if (byRequest) return new((TextColumn)loaded[0], loaded.Count > 1 ? (Int64Column)loaded[1] : null, [], null, null);
        var times = (Int64Column)loaded[0];
        SpineColumns.RequireTimes(request.Labels, columns[0].Name, times, first);
        return new(null, null, [.. loaded.Skip(1)], times, request.Tolerance);
    }

    private static IReadOnlyList<TrainingColumn> Columns(LoggedTrainingSetRequest request, ServedVectors vectors)
    {
        var columns = new List<TrainingColumn>();
        var plan = request.Shape.Plan;
        void AddNew(string name, ResultColumn values)
        {
            if (!SpineColumns.Has(request.Labels, name) && plan.Outputs.All(output => !string.Equals(output.Name, name, StringComparison.OrdinalIgnoreCase))) columns.Add(new(name, values, Statuses: false));
        }

        AddNew(ServedAtColumn, vectors.At);
        for (var i = 0; i < plan.Requests.Count; i++) AddNew(plan.Requests[i].Name, vectors.Inputs[plan.JoinKeys.Count + i]);
        for (var i = 0; i < plan.Outputs.Count; i++)
        {
            columns.Add(new(plan.Outputs[i].Name, vectors.Outputs[i], Statuses: false));
            if (request.Statuses) columns.Add(new(plan.Outputs[i].Name + "__status", vectors.Outputs[i], Statuses: true));
        }

        return columns;
    }
}
