using System.Globalization;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Stores.Objects;
using Quern.Stores.Sources;
using Quern.Values;

namespace Quern.Connectors.Tests.S3;

/// <summary>All rows of a Delta table in object storage as lines, as a tool reads them that knows nothing of who writes it.</summary>
internal static class S3TableRows
{
    /// <summary>Reads them, in order of the lines.</summary>
    /// <param name="folder">The folder of the reader.</param>
    /// <param name="storage">Where the table is.</param>
    /// <param name="location">Its location.</param>
    /// <param name="columns">Its columns, first of all one of instants whose member is <c>Time</c>.</param>
    public static string[] Read(string folder, ObjectStorage storage, string location, params Field[] columns)
    {
        var schema = new RowSchema("Row", columns);
        var source = new SourceDefinition { Name = "rows", Schema = schema, Format = SourceFormat.Delta, Location = location, EventTime = RowExpression.TryCreate((Row row) => row.Time, schema, "event time", [])! };
        using var reader = new DuckSourceReader(folder, storage: storage);
        var sink = new Lines();
        reader.Scan(new(source, [.. Enumerable.Range(0, columns.Length)], null, new(BadRowPolicy.Fail)), sink, TestContext.Current.CancellationToken);
        return sink.Sorted;
    }

    /// <summary>One line; reals have all of their bits.</summary>
    public static string Line(IEnumerable<object?> values) => string.Join(' ', values.Select(value => value switch
    {
        null => "null",
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        _ => value,
    }));

    private sealed record Row
    {
        public DateTimeOffset Time { get; init; }
    }

    private sealed class Lines : IScanSink, IBatchSink
    {
        private readonly List<string> _lines = [];

        public string[] Sorted => [.. _lines.Order(StringComparer.Ordinal)];

        public IBatchSink Open() => this;

        public void Take(EventBatch batch)
        {
            lock (_lines)
                for (var row = 0; row < batch.Count; row++)
                    _lines.Add(Line(batch.Schema.Fields.Select((column, field) => column.Kind == ValueKind.Float64 ? batch[field][row].AsDouble() : (object)batch[field][row])));
        }
    }
}
