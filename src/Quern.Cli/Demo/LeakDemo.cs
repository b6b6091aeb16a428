using System.Globalization;
using Quern.Planning;
using Quern.Stores.TrainingSets;
using Quern.Values;

namespace Quern.Cli.Demo;

/// <summary>Shows what a training set leaks that forgets when things were known: how many values differ, and what a model trained on it is worth when it is served.</summary>
internal static class LeakDemo
{
    private static readonly string[] Features = ["late_departures_3h", "mean_delay_3h", "p90_delay_3h", "mean_delay_1d", "route__mean_delay_7d"];

    public static IEnumerable<string> Compare(string naiveFile, string honestFile, CancellationToken cancellation)
    {
        var (labels, naive) = Load(naiveFile, cancellation);
        var (_, honest) = Load(honestFile, cancellation);
        var differing = naive.Zip(honest).Sum(pair => pair.First.Zip(pair.Second).LongCount(values => !values.First.Equals(values.Second)));
        var split = labels.Length / 2;
        var trainedNaive = LogisticModel.Train(naive, labels, 0, split);
        var trainedHonest = LogisticModel.Train(honest, labels, 0, split);
        yield return string.Create(CultureInfo.InvariantCulture, $"  {differing:N0} of {(long)labels.Length * Features.Length:N0} values of {Features.Length} features differ: a delay is only known when the flight has arrived.");
        yield return "  A simple model of 'more than 15 minutes late', trained on the first half, tested on the second (area under the ROC curve):";
        yield return string.Create(CultureInfo.InvariantCulture, $"    trained and tested without asking what was known    {trainedNaive.Auc(naive, labels, split):0.000}   what you would believe");
        yield return string.Create(CultureInfo.InvariantCulture, $"    the same model, given what serving really knows     {trainedNaive.Auc(honest, labels, split):0.000}   what you would get");
        yield return string.Create(CultureInfo.InvariantCulture, $"    trained and tested --as-known                       {trainedHonest.Auc(honest, labels, split):0.000}   honest: training says what serving does");
    }

    private static (bool[] Labels, double[][] Features) Load(string file, CancellationToken cancellation)
    {
        using var rows = DuckSpine.Open(file, Directory.GetCurrentDirectory());
        RequestField[] fields = [new("late", ValueKind.Boolean), .. Features.Select(name => new RequestField(name, ValueKind.Float64))];
        var columns = rows.Load(fields, 0, (int)rows.Count(cancellation), cancellation);
        bool[] labels = [.. Enumerable.Range(0, columns[0].Count).Select(row => columns[0][row].AsBoolean())];
        return (labels, [.. columns.Skip(1).Select(column => Enumerable.Range(0, column.Count).Select(row => column.IsNull(row) ? double.NaN : column[row].AsDouble()).ToArray())]);
    }
}
