namespace Quern.Drift;

/// <summary>A sub-population in which a feature is not as the reference was.</summary>
/// <param name="By">The field whose values divide the rows.</param>
/// <param name="Name">The value that makes the sub-population.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Believed">The tests that are to be believed among all tests of all features, the greatest first; at least one.</param>
public sealed record PopulationDrift(string By, string Name, long Rows, IReadOnlyList<FeatureTest> Believed)
{
    // A part is less than the whole.
    private const double PartWeight = 0.5;

    /// <summary>Whether something that is told before it says it already: the whole of the feature drifted alike, or a sub-population by another field did so, and further.</summary>
    public bool IsFolded { get; init; }

    /// <summary>How bad it is, from 0 to a half.</summary>
    public double Severity => PartWeight * Believed.Max(test => test.Weight);

    /// <summary>The tests of one feature that are believed, by sub-population: those that say something of their own first, each the greatest first.</summary>
    /// <param name="whole">The tests of the whole feature that are believed.</param>
    /// <param name="believed">Those of its sub-populations.</param>
    internal static IReadOnlyList<PopulationDrift> Of(IReadOnlyList<FeatureTest> whole, IEnumerable<PopulationTest> believed)
    {
        PopulationDrift[] all =
        [
            .. believed.GroupBy(test => (test.By, test.Name, test.Rows)).Select(tests => new PopulationDrift(tests.Key.By, tests.Key.Name, tests.Key.Rows, [.. tests.Select(test => test.Test).OrderByDescending(test => test.Weight)])),
        ];
        if (all.Length == 0) return all;
        PopulationDrift[] surest = [.. all.OrderBy(drift => drift.Believed.Min(test => test.Probability)).ThenByDescending(drift => drift.Believed.Max(test => Math.Abs(test.Step)))];
        // What has the same rows by two fields is told by the one that comes first, that of the request.
        var lead = all.First(drift => drift.Rows == surest[0].Rows && surest[0].IsLike(drift));
        return [.. surest.OrderBy(drift => drift != lead).Select(drift => drift with { IsFolded = drift.IsAlike(whole) || (drift.By != lead.By && drift.IsLike(lead)) }).OrderBy(drift => drift.IsFolded)];
    }

    private bool IsAlike(IReadOnlyList<FeatureTest> whole) => Believed.All(test => whole.Any(other => test.Figure == FeatureFigure.NullShare ? other.Figure == test.Figure && Math.Sign(other.Step) == Math.Sign(test.Step) : other.Figure != FeatureFigure.NullShare));

    private bool IsLike(PopulationDrift other) => Believed.All(test => other.Believed.Any(far => far.Figure == test.Figure && Math.Sign(far.Step) == Math.Sign(test.Step)));
}
