using System.Text;
using Quern.Planning;
using Quern.Stores.TrainingSets;
using Quern.Values;

namespace Quern.RealData.Tests;

/// <summary>A training set that was written, read back with DuckDB.</summary>
/// <param name="path">The Parquet file.</param>
/// <param name="folder">What other files in a query are relative to.</param>
internal sealed class TrainingTable(string path, string folder)
{
    public string Path => path;

    /// <summary>
    /// The rows of a query over the table <c>train</c>, one line for each: the columns as DuckDB writes them as text, reals in their shortest form, with a blank between;
    /// <c>null</c> for a null.
    /// </summary>
    public IReadOnlyList<string> Lines(string query)
    {
        using var rows = DuckSpine.Query($"WITH train AS (SELECT * FROM read_parquet('{path}')) SELECT COLUMNS(*)::VARCHAR FROM ({query})", folder);
        var count = (int)rows.Count(default);
        var columns = rows.Load([.. rows.Columns.Select(column => new RequestField(column.Name, ValueKind.String))], 0, count, default);
        return [.. Enumerable.Range(0, count).Select(row => string.Join(' ', columns.Select(column => Text((TextColumn)column, row))))];
    }

    /// <summary>The only row of a query.</summary>
    public string Line(string query) => Lines(query).ShouldHaveSingleItem();

    private static string Text(TextColumn column, int row) => column.IsNull(row) ? "null" : Encoding.UTF8.GetString(column.Pool.Utf8(column.Codes[row]));
}
