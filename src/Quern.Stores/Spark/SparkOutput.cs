using System.Globalization;
using Quern.Engine.Kernel;
using Quern.Engine.PointInTime;
using Quern.Planning;
using Quern.Stores.TrainingSets;
using Quern.Values;

namespace Quern.Stores.Spark;

/// <summary>
/// Writes the rows of a training set for Spark: the number of the row, then each feature, and its status where that is wanted. A number is written in the fewest digits that give its bits again, an instant in microseconds, a list
/// as an opening bracket and its items with commas between them; a tilde is null.
/// </summary>
internal sealed class SparkOutput(ServicePlan service, bool statuses, KernelWriter output)
{
    public void Write(IReadOnlyList<long> rows, HistoryResult result)
    {
        ResultColumn[] columns = [.. service.Outputs.Select(result.Of)];
        for (var row = 0; row < rows.Count; row++)
        {
            output.Write(rows[row]);
            foreach (var column in columns)
            {
                output.Tab();
                Write(column, row);
                if (!statuses) continue;
                output.Tab();
                output.Write(ResultVector.StatusText(column.StatusOf(row)));
            }

            output.EndLine();
        }
    }

    /// <summary>A text in which nothing stands that a line, a list or a pair would end at.</summary>
    public static string Escape(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal).Replace("\t", "%09", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\\", "%5C", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);

    private void Write(ResultColumn column, int row)
    {
        var value = column[row];
        if (value.IsNull) output.Write("~");
        else if (value.Type is { Shape: DataShape.Scalar, Kind: ValueKind.Embedding }) output.Write("[" + string.Join(',', value.AsEmbedding().ToArray().Select(number => number.ToString("R", CultureInfo.InvariantCulture))));
        else
            output.Write(value.Type.Shape switch
            {
                DataShape.Scalar => Text(value),
                DataShape.List or DataShape.NullableList => "[" + string.Join(',', value.AsList().Select(Text)),
                _ => "[" + string.Join(',', value.AsCounts().Select(pair => string.Create(CultureInfo.InvariantCulture, $"{Text(pair.Key)}:{pair.Value}"))),
            });
    }

    private static string Text(Value value) => value.IsNull ? "~" : value.Type.Kind switch
    {
        ValueKind.String => "=" + Escape(value.AsText()),
        ValueKind.Timestamp => value.AsInt64().ToString(CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
