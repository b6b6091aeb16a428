namespace Quern.Benchmarks.TrainingSets;

/// <summary>Columns in the order in which a service has them: aggregate by aggregate, each with all its windows.</summary>
internal static class FeatureOrder
{
    public static string ByAggregate<T>(IReadOnlyList<T> windows, Func<T, string[]> aggregates)
    {
        var columns = windows.Select(aggregates).ToArray();
        return string.Join(", ", Enumerable.Range(0, columns[0].Length).SelectMany(aggregate => columns.Select(window => window[aggregate])));
    }
}
