namespace Quern.Planning;

/// <summary>Keeps a list of findings readable: of each code the first few, then one line that says how many more there are.</summary>
internal static class FindingLimit
{
    /// <summary>How many findings of one code are shown.</summary>
    public const int PerCode = 20;

    public static IReadOnlyList<Finding> Apply(IEnumerable<Finding> findings)
    {
        var counts = new Dictionary<string, int>();
        var kept = new List<Finding>();
        foreach (var finding in findings.Distinct())
        {
            var count = counts[finding.Code] = counts.GetValueOrDefault(finding.Code) + 1;
            if (count <= PerCode || finding.Code == PlanFindings.MoreCode) kept.Add(finding);
        }

        foreach (var (code, count) in counts)
            if (count > PerCode && code != PlanFindings.MoreCode)
                kept.Add(PlanFindings.More(code, count - PerCode));
        return kept;
    }
}
