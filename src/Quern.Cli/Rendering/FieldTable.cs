using System.Globalization;
using Quern.Profiles;

namespace Quern.Cli.Rendering;

/// <summary>What fields were like, a line each, or as JSON.</summary>
internal static class FieldTable
{
    private const int Bars = 16;
    private const string Blocks = "▁▂▃▄▅▆▇█";

    public static string Heading => $"  {"field",-20} {"type",-10} {"nulls",8} {"distinct",10} {"mean",12} {"p50",10} {"p99",10} {"max",12}  distribution";

    public static string Line(string name, ValueProfile field, bool hasAges = true) =>
        $"  {name,-20} {field.Type,-10} {Numbers.Percent(field.NullRate),8} {field.Distinct.ToString("N0", CultureInfo.InvariantCulture),10} {Figures(field, hasAges)}  {(hasAges || field.Type.Kind != Values.ValueKind.Timestamp ? Draw(field) : "")}";

    public static object Shape(string name, ValueProfile field) => new
    {
        name,
        type = field.Type.ToString(),
        field.Nulls,
        field.NotFinite,
        field.Distinct,
        mean = Numbers.Finite(field.Measure.Mean),
        deviation = Numbers.Finite(field.Measure.Deviation),
        min = Numbers.Finite(field.Measure.Min),
        p50 = Numbers.Finite(field.Quantile(0.5)),
        p99 = Numbers.Finite(field.Quantile(0.99)),
        max = Numbers.Finite(field.Measure.Max),
        frequent = field.Frequent.Take(10).Select(value => new { value.Text, value.Count }),
    };

    // Of text the measure is its length, which is of little interest; how old an instant is, where nobody says as of when, too.
    private static string Figures(ValueProfile field, bool hasAges) =>
        !hasAges && field.Type.Kind == Values.ValueKind.Timestamp || field.Type is { Shape: Values.DataShape.Scalar, Kind: Values.ValueKind.String } ? new(' ', 47) : $"{Numbers.Figure(field.Measure.Mean),12} {Numbers.Figure(field.Quantile(0.5)),10} {Numbers.Figure(field.Quantile(0.99)),10} {Numbers.Figure(field.Measure.Max),12}";

    // Of text the categories, of numbers equal parts between the 1st and the 99th percentile.
    private static string Draw(ValueProfile field)
    {
        if (field.Type is { Shape: Values.DataShape.Scalar, Kind: Values.ValueKind.String or Values.ValueKind.Boolean }) return string.Join(", ", field.Frequent.Take(3).Select(value => $"{value.Text} {Numbers.Percent((double)value.Count / Math.Max(1, field.Rows))}"));
        var (low, high) = (field.Quantile(0.01), field.Quantile(0.99));
        if (!(high > low)) return "";
        var parts = new double[Bars];
        foreach (var (value, weight) in field.Distribution)
            if (value >= low && value <= high)
                parts[(int)Math.Min(Bars - 1, Bars * ((value - low) / (high - low)))] += weight;
        return string.Concat(parts.Select(part => Blocks[(int)((Blocks.Length - 1) * part / parts.Max())]));
    }
}
