using Quern.Engine.Expectations;
using Quern.Engine.Expectations.Features;
using Quern.Engine.Expectations.Series;

namespace Quern.Cli.Rendering;

/// <summary>What came of expectations, as people read it, or as JSON.</summary>
internal static class ExpectationView
{
    private const int MostBuckets = 3;

    public static void Write(Output output, IReadOnlyList<(string Source, IReadOnlyList<ExpectationOutcome> Outcomes)> sources, IReadOnlyList<ViewTestReport> views)
    {
        output.Json(new
        {
            sources = sources.Select(source => new { source = source.Source, rows = source.Outcomes[0].Rows, expectations = source.Outcomes.Select(Shape) }),
            views = views.Select(view => new { view.View, asOf = view.AsOf.ToString(), view.Entities, view.IsSample, expectations = view.Outcomes.Select(Shape) }),
        });
        if (sources.Count + views.Count == 0) output.Line("No source expects anything of its rows, and no view of its features.");
        foreach (var (source, outcomes) in sources)
        {
            output.Line($"{source}: {Numbers.Count(outcomes[0].Rows, "row")} judged");
            WriteAll(output, outcomes);
        }

        foreach (var view in views)
        {
            output.Line($"{view.View}: {(view.IsSample ? "a sample of " : "")}{Numbers.Count(view.Entities, "entity", "entities")} judged as of {view.AsOf}");
            WriteAll(output, view.Outcomes);
        }

        ExpectationOutcome[] every = [.. sources.SelectMany(source => source.Outcomes), .. views.SelectMany(view => view.Outcomes)];
        var (all, unmet) = (every.Length, every.Count(outcome => !outcome.Holds));
        if (unmet > 0) output.Line($"{Numbers.Count(unmet)} of {Numbers.Count(all, "expectation")} {(unmet == 1 ? "is" : "are")} not met");
    }

    private static void WriteAll(Output output, IReadOnlyList<ExpectationOutcome> outcomes)
    {
        output.Line($"  {"",-6} {"on fail",-8} {"failed",10} {"share",8}  expectation");
        foreach (var outcome in outcomes) Write(output, outcome);
    }

    private static void Write(Output output, ExpectationOutcome outcome)
    {
        var (failed, share) = outcome switch
        {
            RowOutcome one => (Numbers.Count(one.Failed), Numbers.Percent(one.Share)),
            FeatureOutcome one => (Numbers.Count(one.Failed), Numbers.Percent(one.Share)),
            _ => (Numbers.Count(outcome.Failed, outcome.Unit), ""),
        };
        output.Line($"  {(outcome.Holds ? "met" : "NOT"),-6} {outcome.OnFail.ToString().ToLowerInvariant(),-8} {failed,10} {share,8}  {outcome.Name}{Forgiven(outcome)}");
        if (outcome.Holds) return;
        if (outcome is RowOutcome rows) WriteRows(output, rows);
        else if (outcome is SeriesOutcome series) WriteBreaches(output, series);
        else if (outcome is FeatureOutcome features)
            foreach (var value in features.First)
                output.Line($"         {value}");
    }

    private static string Forgiven(ExpectationOutcome outcome) => outcome switch
    {
        RowOutcome { Expectation: { MaxShare: { } share } expectation } => $", but for {Numbers.Percent(share)} of each {expectation.Every}",
        FeatureOutcome { Expectation.MaxShare: { } share } => $", but for {Numbers.Percent(share)}",
        SeriesOutcome { Sample: > 1 } series => $", by a sample of one row of {series.Sample}",
        _ => "",
    };

    private static void WriteRows(Output output, RowOutcome outcome)
    {
        foreach (var row in outcome.First) output.Line($"         {row}{Place(row.File, row.Row)}");
        foreach (var bucket in outcome.Over.Take(MostBuckets)) output.Line($"         {outcome.Expectation.Every} from {bucket.Start}: {Numbers.Count(bucket.Failed)} of {Numbers.Count(bucket.Rows, "row")}");
        if (outcome.Over.Count > MostBuckets) output.Line($"         and {Numbers.Count(outcome.Over.Count - MostBuckets, "more bucket")}");
    }

    private static void WriteBreaches(Output output, SeriesOutcome outcome)
    {
        foreach (var breach in outcome.Breaches.Take(MostBuckets)) output.Line($"         {breach.What}{Place(breach.File, breach.FileRow)}");
        if (outcome.Breaches.Count > MostBuckets) output.Line("         and more");
    }

    private static string Place(string? file, long? row) => (file, row) switch
    {
        (null, _) => "",
        ({ } path, null) => $"  in {Path.GetFileName(path)}",
        ({ } path, { } number) => $"  in {Path.GetFileName(path)}, row {number}",
    };

    private static object Shape(ExpectationOutcome outcome) => outcome switch
    {
        RowOutcome rows => new
        {
            rows.Name,
            kind = "row",
            onFail = rows.OnFail.ToString().ToLowerInvariant(),
            condition = rows.Expectation.Condition.Text,
            rows.Expectation.MaxShare,
            every = rows.Expectation.MaxShare is null ? null : rows.Expectation.Every.ToString(),
            rows.Failed,
            rows.Share,
            rows.Holds,
            first = rows.First.Select(row => new { time = row.Time.ToString(), row.File, row.Row, row.Values, row.Trouble }),
            over = rows.Over.Select(bucket => new { start = bucket.Start.ToString(), bucket.Rows, bucket.Failed }),
        },
        SeriesOutcome series => new
        {
            series.Name,
            kind = series.Expectation.Kind,
            onFail = series.OnFail.ToString().ToLowerInvariant(),
            condition = series.Expectation.Text,
            series.Failed,
            series.Judged,
            series.Sample,
            series.Unit,
            series.Holds,
            breaches = series.Breaches.Select(breach => new { from = breach.From.ToString(), to = breach.To.ToString(), breach.Value, breach.Least, breach.Most, breach.File, row = breach.FileRow, breach.What }),
        },
        FeatureOutcome feature => new
        {
            feature.Name,
            kind = "feature",
            onFail = feature.OnFail.ToString().ToLowerInvariant(),
            condition = feature.Expectation.Text,
            feature.Expectation.MaxShare,
            feature.Failed,
            judged = feature.Rows,
            feature.Share,
            feature.Holds,
            first = feature.First.Select(value => new { value.Entity, value.Value, value.Trouble }),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}
