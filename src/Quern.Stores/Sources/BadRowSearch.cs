using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>Reads text files a second time, one after the other and in order, to name the rows that a scan left out.</summary>
internal sealed class BadRowSearch(BoundSource source, BadRows badRows, DuckConnection connection)
{
    public void Run(CancellationToken cancellation)
    {
        foreach (var file in source.Relation.Files)
        {
            var findings = new List<Finding>();
            var relation = RelationOpener.OpenFile(source.Definition, file, connection, findings) ?? throw new QuernException(findings);
            Search(source with { Relation = relation }, cancellation);
        }
    }

    private void Search(BoundSource file, CancellationToken cancellation)
    {
        var found = new List<BadRow>();
        var collector = new BadRows(BadRowPolicy.Quarantine, found.Add);
        var worker = new ScanWorker(file, collector, new Nowhere());
        var first = 0L;
        using (var reader = connection.Query(file.Select(null), cancellation))
            while (reader.Read())
            {
                worker.Take(reader.Chunk, first);
                first += reader.Chunk.Count;
            }

        Report(file, found, RejectedLines.Of(file.Relation, connection));
    }

    // DuckDB leaves rejected lines out, so the rows after one are numbered too low.
    private void Report(BoundSource file, List<BadRow> rows, List<RejectedLine> lines)
    {
        var next = 0;
        foreach (var row in rows)
        {
            for (; next < lines.Count && lines[next].Line - 1 <= row.Row + next; next++) Reject(file, lines[next]);
            badRows.Add(row with { Row = row.Row + next });
        }

        for (; next < lines.Count; next++) Reject(file, lines[next]);
    }

    private void Reject(BoundSource file, RejectedLine line) =>
        badRows.Add(new(file.Definition.Name, file.Relation.Files[0].Shown, line.Line - 1, $"line {line.Line}", line.Text, line.Reason));

    private sealed class Nowhere : IBatchSink
    {
        public void Take(EventBatch batch)
        {
        }
    }
}
