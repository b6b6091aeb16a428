using System.Diagnostics.Metrics;
using Quern.Engine.Expectations.Features;

namespace Quern.Engine.Expectations;

/// <summary>Tells whoever listens to the meter <c>Quern.Expectations</c> what came of expectations, wherever rows are read.</summary>
public static class ExpectationMeter
{
    private static readonly Meter Meter = new("Quern.Expectations");
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("quern.expectation.rows", "{row}", "Rows that were judged by what is expected of them");
    private static readonly Counter<long> Failed = Meter.CreateCounter<long>("quern.expectation.failed", "{row}", "Rows that failed what is expected of them; of an expectation of rows together the buckets of time or gaps");

    /// <summary>Counts what came of some rows; values of features are none.</summary>
    public static void Add(IReadOnlyList<ExpectationOutcome> outcomes)
    {
        foreach (var outcome in outcomes.Where(outcome => outcome is not FeatureOutcome))
        {
            KeyValuePair<string, object?>[] tags = [new("source", outcome.Source), new("expectation", outcome.Name), new("on_fail", outcome.OnFail.ToString().ToLowerInvariant())];
            Rows.Add(outcome.Rows, tags);
            Failed.Add(outcome.Failed, tags);
        }
    }
}
