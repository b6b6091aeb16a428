using Quern.Engine.Expectations;

namespace Quern.Cli.Rendering;

/// <summary>What came of expectations, as people read it, or as JSON.</summary>
internal static class ExpectationView
{
    private const int MostBuckets = 3;

    public static void Write(Output output, IReadOnlyList<(string Source, IReadOnlyList<ExpectationOutcome> Outcomes)> sources)
    {
        output.Json(new { sources = sources.Select(source => new { source = source.Source, rows = source.Outcomes[0].Rows, expectations = source.Outcomes.Select(Shape) }) });
        if (sources.Count == 0) output.Line("No source expects anything of its rows.");
        foreach (var (source, outcomes) in sources)
        {
            output.Line($"{source}: {Numbers.Count(outcomes[0].Rows, "row")} judged");
            output.Line($"  {"",-6} {"on fail",-8} {"failed",10} {"share",8}  expectation");
            foreach (var outcome in outcomes) Write(output, outcome);
        }

        var (all, unmet) = (sources.Sum(source => source.Outcomes.Count), sources.Sum(source => source.Outcomes.Count(outcome => !outcome.Holds)));
        if (unmet > 0) output.Line($"{Numbers.Count(unmet)} of {Numbers.Count(all, "expectation")} {(unmet == 1 ? "is" : "are")} not met");
    }

    private static void Write(Output output, ExpectationOutcome outcome)
    {
        var expectation = outcome.Expectation;
        output.Line($"  {(outcome.Holds ? "met" : "NOT"),-6} {expectation.OnFail.ToString().ToLowerInvariant(),-8} {Numbers.Count(outcome.Failed),10} {Numbers.Percent(outcome.Share),8}  {expectation.Name}{(expectation.MaxShare is { } share ? $", but for {Numbers.Percent(share)} of each {expectation.Every}" : "")}");
        if (outcome.Holds) return;
        foreach (var row in outcome.First) output.Line($"         {row}{Place(row)}");
        foreach (var bucket in outcome.Over.Take(MostBuckets)) output.Line($"         {expectation.Every} from {bucket.Start}: {Numbers.Count(bucket.Failed)} of {Numbers.Count(bucket.Rows, "row")}");
        if (outcome.Over.Count > MostBuckets) output.Line($"         and {Numbers.Count(outcome.Over.Count - MostBuckets, "more bucket")}");
    }

    private static string Place(FailedRow row) => (row.File, row.Row) switch
    {
        (null, _) => "",
        ({ } file, null) => $"  in {Path.GetFileName(file)}",
        ({ } file, { } number) => $"  in {Path.GetFileName(file)}, row {number}",
    };

    private static object Shape(ExpectationOutcome outcome) => new
    {
        outcome.Expectation.Name,
        onFail = outcome.Expectation.OnFail.ToString().ToLowerInvariant(),
        condition = outcome.Expectation.Condition.Text,
        outcome.Expectation.MaxShare,
        every = outcome.Expectation.MaxShare is null ? null : outcome.Expectation.Every.ToString(),
        outcome.Failed,
        outcome.Share,
        outcome.Holds,
        first = outcome.First.Select(row => new { time = row.Time.ToString(), row.File, row.Row, row.Values, row.Trouble }),
        over = outcome.Over.Select(bucket => new { start = bucket.Start.ToString(), bucket.Rows, bucket.Failed }),
    };
}
