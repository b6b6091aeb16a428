using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>Reads the first rows of text files: a column of which no value can be read as its declared kind has the wrong type. Single bad rows are a scan's matter.</summary>
internal static class TextCheck
{
    private const int Rows = 1_000;

    public static void Run(BoundSource source, DuckConnection connection, List<Finding> findings)
    {
        var columns = source.Columns.Where(column => source.Definition.Schema.Fields[column.Field].Kind != ValueKind.String).ToArray();
        if (columns.Length == 0) return;
        var sample = source with { Columns = columns };
        var readers = columns.Select(column => column.Rule.Create(true)).ToArray();
        var tallies = new Tally[columns.Length];
        var extra = (source.Relation.File is null ? 0 : 1) + (source.Relation.IsJson ? 1 : 0);
        using (var reader = connection.Query($"{sample.Select(null)} LIMIT {Rows}"))
            while (reader.Read())
                for (var i = 0; i < columns.Length; i++)
                    tallies[i].Add(reader.Chunk[extra + i], readers[i], source.Definition.Schema.Fields[columns[i].Field].Kind);

        for (var i = 0; i < columns.Length; i++)
            if (tallies[i] is { Good: 0, First: { } first })
                findings.Add(SourceFindings.UnreadableText(source.Definition, source.Definition.Schema.Fields[columns[i].Field], first.Value ?? "null", first.Reason, source.Relation.Files[0].Shown));
    }

    private struct Tally
    {
        public int Good { get; private set; }

        public RowFault? First { get; private set; }

        public void Add(DataVector vector, ColumnReader reader, ValueKind kind)
        {
            var faults = new RowFaults();
            reader.Read(vector, 0, vector.Count, Column.Create(kind), faults);
            for (var row = 0; row < vector.Count; row++)
                if (vector.IsValid(row) && !faults.Has(row))
                    Good++;
            if (faults.Found.Count > 0) First ??= faults.Found[0];
        }
    }
}
