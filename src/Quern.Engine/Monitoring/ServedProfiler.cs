using Quern.Engine.Served;
using Quern.Profiles;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Monitoring;

/// <summary>
/// Profiles what was served of a service by buckets of the reads' instants: the request's fields, the features, the status of each as a field of its own (<c>FEATURE__status</c>), and how old each view's event
/// was in seconds (<c>VIEW__age</c>); and the rows of each value of a few text fields apart. Rows of a version without a feature do not count for it.
/// </summary>
public sealed class ServedProfiler
{
    /// <summary>What the name of a feature's status ends in.</summary>
    public const string Status = "__status";

    /// <summary>What the name of a view's age ends in.</summary>
    public const string Age = "__age";

    private const int MostSlices = 4;

    private readonly ServedShape _shape;
    private readonly Duration _width;

    /// <summary>Profiles what was served of a shape.</summary>
    public ServedProfiler(ServedShape shape, Duration width)
    {
        (_shape, _width) = (shape, width);
        var outputs = shape.Plan.Outputs;
        Fields =
        [
            .. shape.Inputs.Select(field => (field.Name, DataType.Scalar(field.Kind))), .. outputs.Select(output => (output.Name, output.Type)),
            .. outputs.Select(output => (output.Name + Status, DataType.Scalar(ValueKind.String))), .. shape.Timed.Select(name => (name + Age, DataType.Scalar(ValueKind.Float64))),
        ];
        Slices = [.. Enumerable.Range(0, shape.Inputs.Count + outputs.Count).Where(place => Fields[place].Type is { Shape: DataShape.Scalar, Kind: ValueKind.String or ValueKind.Boolean }).Take(MostSlices)];
    }

    /// <summary>What is looked at of each row.</summary>
    public IReadOnlyList<(string Name, DataType Type)> Fields { get; }

    /// <summary>The places of the fields whose values divide the rows: the first of the request that are text or truth values, then the first such features.</summary>
    public IReadOnlyList<int> Slices { get; }

    /// <summary>What is looked at, in a word that is another wherever profiles cannot be merged.</summary>
    internal string Form => string.Join(", ", [.. Fields.Select(one => $"{one.Name} {one.Type}"), .. Slices.Where(place => place >= _shape.Inputs.Count).Select(place => $"by {Fields[place].Name}")]);

    /// <summary>Reads a log and gives the profiles of an interval in the order of time; buckets without rows are left out.</summary>
    /// <param name="history">The log.</param>
    /// <param name="served">The instants of the reads.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">The log cannot be read.</exception>
    public IReadOnlyList<(Instant Start, RowProfile Profile)> Run(IServedHistory history, Interval served, CancellationToken cancellation)
    {
        var collector = new ProfileCollector(Fields, Slices, _width);
        history.ScanValues(_shape, served, values => Take(values, collector), cancellation);
        return [.. collector.Profiles];
    }

    private static void Take(ServedValues values, ProfileCollector collector)
    {
        Column[] ages = [.. values.EventTimes.Select(times => Ages(values.At, times))];
        foreach (var version in Enumerable.Range(0, values.At.Length).GroupBy(row => values.Versions[row]))
        {
            int[] rows = [.. version];
            // A version has a feature in all of its rows or in none.
            bool Has(int output) => !values.Statuses[output].IsNull(rows[0]);
            Column?[] columns =
            [
                .. values.Inputs, .. values.Outputs.Select((column, output) => Has(output) ? column : null), .. values.Statuses.Select((column, output) => Has(output) ? column : null), .. ages,
            ];
            collector.Add(values.At, columns, rows);
        }
    }

    private static Float64Column Ages(long[] at, long[] times)
    {
        var ages = new Float64Column(ValueKind.Float64);
        for (var row = 0; row < at.Length; row++)
            if (times[row] == 0) ages.AppendNull();
            else ages.Append((at[row] - times[row]) / (double)Instant.PerSecond);
        return ages;
    }
}
