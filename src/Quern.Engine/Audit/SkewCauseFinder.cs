using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Audit;

/// <summary>
/// Looks for the causes of differences, in the order of <see cref="SkewCause"/>. A computation explains a view, a lookup or an on-demand method of a row when all that was served of it comes out, what was
/// the same before included; one value alone would often come out by chance.
/// </summary>
/// <param name="engine">Computes from history.</param>
/// <param name="reader">Reads the sources.</param>
/// <param name="part">The rows.</param>
/// <param name="reference">What history gives for them, by compared column.</param>
/// <param name="asKnown">Whether only what was known at the instants is in that.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class SkewCauseFinder(HistoryEngine engine, ISourceReader reader, AuditPart part, ResultColumn?[] reference, bool asKnown, CancellationToken cancellation)
{
    private bool IsOther => part.Answered.Version != part.Current.Version;

    /// <summary>What a deadline cut off.</summary>
    public void CutOff(IReadOnlyList<AuditedRow> rows)
    {
        for (var i = 0; i < part.Compared.Columns.Count; i++)
        {
            var served = part.Vectors.Outputs[part.Compared.Columns[i].Served];
            foreach (var row in rows)
                if (ComparedColumns.IsCutOff(served.StatusOf(row.Place)))
                    row.Explain(i, SkewCause.Default, $"the deadline of the request came first: status {served.StatusOf(row.Place)}");
        }
    }

    /// <summary>What can be computed for many rows at once: all of the others' data, the version that answered, and both.</summary>
    public void Compute(IReadOnlyList<AuditedRow> rows)
    {
        Compute(rows, part.Current.Plan, !asKnown, SkewCause.LateEvent, asKnown
            ? "with events that count as known only after the instant, history gives what was served"
            : "without what became known after the instant, history gives what was served");
        if (!IsOther) return;
        var versions = $"version {part.Answered.Version} answered, {part.Current.Version} is current; by the definitions of {part.Answered.Version} history gives what was served";
        Compute(rows, part.Answered.Plan, asKnown, SkewCause.Version, versions);
        Compute(rows, part.Answered.Plan, !asKnown, SkewCause.Version, $"{versions}, {(asKnown ? "with events that count as known only later" : "without what became known later")}");
    }

    /// <summary>What is computed for each row by itself, of so many rows, and what follows from what is logged.</summary>
    /// <returns>How many rows may still be tried.</returns>
    public int Try(IReadOnlyList<AuditedRow> rows, int most, Action<string> note)
    {
        AuditedRow[] open = [.. rows.Where(row => row.IsOpen)];
        if (open.Length == 0) return most;
        if (open.Length > most) note($"of {open.Length} vectors that nothing at large explains {most} were looked into one by one");
        AuditedRow[] tried = [.. open.Take(most)];
        var trials = new OnlineTrials(engine, reader, part, [.. tried.Select(row => row.Place)], asKnown, cancellation);
        var dropped = new DroppedEvents(part, trials, reference);
        for (var i = 0; i < tried.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var trial in OnlineTrials.All) Explain(tried[i], trials.Run(trial, i), trial.Cause, group => trials.Evidence(trial, i, group));
        }

        foreach (var row in open) ByRecord(row);
        for (var i = 0; i < tried.Length; i++)
            for (var group = 0; group < part.Compared.Groups.Count; group++)
                if (tried[i].IsOpenIn(part.Compared, group) && dropped.Find(tried[i], i, group) is { } evidence)
                    tried[i].Explain(part.Compared, group, SkewCause.DroppedEvent, evidence);
        foreach (var row in open) ByInputs(row);
        return most - tried.Length;
    }

    private void Compute(IReadOnlyList<AuditedRow> rows, ServicePlan plan, bool known, SkewCause cause, string evidence)
    {
        AuditedRow[] open = [.. rows.Where(row => row.IsOpen)];
        if (open.Length == 0) return;
        var computed = part.Compared.In(plan, engine.Compute(part.Ask(plan, [.. open.Select(row => row.Place)], known), null, cancellation), part.Vectors);
        for (var i = 0; i < open.Length; i++) Explain(open[i], computed, cause, _ => evidence, i);
    }

    private void Explain(AuditedRow row, ResultColumn?[]? computed, SkewCause cause, Func<int, string> evidence, int at = 0)
    {
        if (computed is null) return;
        for (var group = 0; group < part.Compared.Groups.Count; group++)
            if (row.IsOpenIn(part.Compared, group) && part.Agrees(computed, at, row.Place, group))
                row.Explain(part.Compared, group, cause, evidence(group));
    }

    // What the log and the registry say of the row without any computation.
    private void ByRecord(AuditedRow row)
    {
        var (then, now) = (row.Row.Code, part.Answered.Code);
        for (var i = 0; i < row.Differs.Length; i++)
        {
            if (then.Length > 0 && now.Length > 0 && then != now)
                row.Explain(i, SkewCause.ChangedCode, $"version {part.Answered.Version} answered with compiled definitions {Short(then)}, the registry has {Short(now)} for it");
            var status = part.Vectors.Outputs[part.Compared.Columns[i].Served].StatusOf(row.Place);
            if (row.IsOpenAt(i) && part.Compared.Groups[part.Compared.Columns[i].Group].Kind == InputKind.Feature && (status == FeatureStatus.OutsideMaxAge) != (reference[i]!.StatusOf(row.Place) == FeatureStatus.OutsideMaxAge))
                row.Explain(i, SkewCause.Ttl, status == FeatureStatus.OutsideMaxAge ? "the latest row was too old where it was served, and is not in history" : "the latest row is too old in history, and was not where it was served");
        }
    }

    // What is computed from values that differ, differs for what they do.
    private void ByInputs(AuditedRow row)
    {
        var plan = part.Current.Plan;
        for (var group = 0; group < part.Compared.Groups.Count; group++)
        {
            if (!row.IsOpenIn(part.Compared, group)) continue;
            foreach (var input in InputsOf(plan, part.Compared.Groups[group]))
            {
                var from = part.Compared.Groups.ToList().FindIndex(candidate => candidate.Kind == input.Kind && candidate.Read == input.Read);
                if (from < 0 || row.CauseOf(part.Compared, from) is not { } cause) continue;
                row.Explain(part.Compared, group, cause, $"it is computed from '{part.Compared.Names[from]}', which differs for that");
                break;
            }
        }
    }

    private static IEnumerable<OnDemandInput> InputsOf(ServicePlan plan, OnDemandInput input) => input.Kind switch
    {
        InputKind.OnDemand => plan.OnDemand[input.Read].Inputs.SelectMany(part => InputsOf(plan, part).Append(part)),
        InputKind.Lookup => [plan.Lookups[input.Read].Key],
        _ => [],
    };

    private static string Short(string hash) => hash[..Math.Min(12, hash.Length)];
}
