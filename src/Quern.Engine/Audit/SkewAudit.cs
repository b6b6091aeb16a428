using Quern.Engine.PointInTime;
using Quern.Engine.Served;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Audit;

/// <summary>
/// Holds what was served against history:
/// 1. take a sample of the log's rows that are settled: old enough that late events have come;
/// 2. compute them again by the current definitions, all rows of a version at once, so that a source is read once for many vectors;
/// 3. compare values and statuses, to the bit;
/// 4. for what differs look for the cause, by computing again under one changed condition after the other until history gives what was served (docs/design/0024-skew-audit.md has the order).
/// </summary>
/// <param name="history">The log of the service.</param>
/// <param name="reader">Reads the sources.</param>
/// <param name="limits">How much may be used at once.</param>
/// <param name="versions">Gives the service in a version of the registry; null where that version, or the service in it, is gone.</param>
public sealed class SkewAudit(IServedHistory history, ISourceReader reader, HistoryLimits limits, Func<string, AuditedVersion?> versions)
{
    private const int BytesPerValue = 24;
    private const int BytesPerRow = 256;

    /// <summary>When a vector is settled: how long after its instant.</summary>
    public static Duration SettlesAfter(ServicePlan plan, Duration most)
    {
        var longest = plan.Views.Aggregate(default(Duration), (longest, view) => view.AllowedLateness.CompareTo(longest) > 0 ? view.AllowedLateness : longest);
        return longest.CompareTo(most) < 0 ? longest : most;
    }

    /// <summary>Audits.</summary>
    /// <param name="request">What to audit.</param>
    /// <param name="current">The service by which history is computed.</param>
    /// <param name="progress">Told of what is done; null when nobody cares.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="QuernException">The log is empty (QRN6201), has nothing of the interval (QRN6202), or nothing that is settled (QRN6203); or a source cannot be read.</exception>
    public AuditReport Run(AuditRequest request, AuditedVersion current, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var span = history.Span(cancellation) ?? throw new QuernException(AuditFindings.EmptyLog(request.Service));
        var last = request.Now - SettlesAfter(current.Plan, request.Settle);
        var settled = new Instant(last.Microseconds + 1);
        var asked = request.Served.Intersect(new(span.First, new(span.Last.Microseconds + 1)));
        var served = asked.Intersect(new(Instant.Min, settled));
        var shape = new ServedShape(request.Service, current.Version, current.Plan);
        var young = asked.IsEmpty ? 0 : Count(shape, asked.Intersect(new(settled, Instant.Max)), cancellation);
        var sample = new SampledRows(request.Sample, request.MostVectors);
        if (!served.IsEmpty) history.Scan(shape, served, sample.Take, cancellation);
        if (sample.Seen + young == 0) throw new QuernException(AuditFindings.NothingThere(request.Service, request.Served, span));
        if (sample.Seen == 0) throw new QuernException(AuditFindings.NotSettled(request.Service, young, last, request.Now));
        var tally = new AuditTally(request);
        foreach (var answered in sample.Rows.GroupBy(row => row.Version))
        {
            if (versions(answered.Key) is not { } version)
            {
                var gone = AuditFindings.VersionGone(answered.Count(), answered.Key);
                tally.Note($"{gone.Code}: {gone.Message}");
                continue;
            }

            Compare(request, current, version, [.. answered], tally, progress, cancellation);
        }

        return tally.Report(current, served, sample.Seen, young);
    }

    private long Count(ServedShape shape, Interval served, CancellationToken cancellation)
    {
        var rows = 0L;
        if (!served.IsEmpty) history.Scan(shape, served, slice => rows += slice.Count, cancellation);
        return rows;
    }

    private void Compare(AuditRequest request, AuditedVersion current, AuditedVersion answered, SampledRow[] rows, AuditTally tally, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var shape = new ServedShape(request.Service, answered.Version, answered.Plan);
        if (LoggedInputs.Missing(shape, current.Plan) is { Count: > 0 } missing)
        {
            tally.Note($"version {current.Version} needs {string.Join(", ", missing.Select(field => $"'{field.Name}'"))}, which version {answered.Version} did not take: what that version answered is held against its own definitions");
            current = answered;
        }

        var slice = (int)Math.Clamp(limits.MemoryBytes / 4 / (BytesPerRow + (BytesPerValue * answered.Plan.Outputs.Count)), 1, rows.Length);
        var trials = request.MostTrials;
        for (var first = 0; first < rows.Length; first += slice)
        {
            progress?.Invoke("comparing vectors", tally.Compared, rows.Length);
            SampledRow[] some = rows[first..Math.Min(rows.Length, first + slice)];
            var vectors = history.Join(shape, Labels(some), cancellation);
            Compare(request, new(some, answered, shape, vectors, current, ComparedColumns.Of(answered.Plan, current.Plan)), ref trials, tally, cancellation);
        }
    }

    private void Compare(AuditRequest request, AuditPart part, ref int trials, AuditTally tally, CancellationToken cancellation)
    {
        var engine = new HistoryEngine(reader, limits);
        var plan = part.Current.Plan;
        int[] places = [.. Enumerable.Range(0, part.Rows.Count)];
        var computed = part.Compared.In(plan, engine.Compute(part.Ask(plan, places, request.AsKnown), null, cancellation), part.Vectors);
        var different = new List<AuditedRow>();
        var values = new long[part.Compared.Groups.Count];
        foreach (var place in places)
            if (Differences(part, computed, place, values) is { } differs)
                different.Add(new(place, part.Rows[place], differs));

        var causes = new SkewCauseFinder(engine, reader, part, computed, request.AsKnown, cancellation);
        causes.CutOff(different);
        causes.Compute(different);
        trials = causes.Try(different, trials, tally.Note);
        foreach (var row in different) tally.Add(part, row, computed);
        tally.Add(part, values);
        tally.AddRows(places.Length, different.Count);
    }

    // For each column whether it differs; null where none does. Counts the values of each group that were compared.
    private static bool[]? Differences(AuditPart part, ResultColumn?[] computed, int place, long[] values)
    {
        bool[]? differs = null;
        for (var i = 0; i < computed.Length; i++)
        {
            var column = part.Compared.Columns[i];
            if (!part.Vectors.Logged[column.Served][place]) continue;
            values[column.Group]++;
            if (ComparedColumns.IsSame(computed[i]!, place, part.Vectors.Outputs[column.Served], place)) continue;
            (differs ??= new bool[computed.Length])[i] = true;
        }

        return differs;
    }

    // Of rows in the order of their instants.
    private static ServedLabels Labels(IReadOnlyList<SampledRow> rows)
    {
        var (ids, numbers) = (new TextColumn(new StringPool()), new Int64Column(ValueKind.Int64));
        foreach (var row in rows)
        {
            ids.Append(System.Text.Encoding.UTF8.GetBytes(row.RequestId));
            numbers.Append(row.Row);
        }

        return new(ids, numbers, [], null, null) { Served = new(rows[0].At, new(rows[^1].At.Microseconds + 1)) };
    }
}
