using Quern.Engine.Sources;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>Reads text files one after the other and in order, so that each row has its number and bad ones can be named.</summary>
internal sealed class NumberedTextScan(BoundSource source, BadRows badRows, DuckConnection connection)
{
    public void Run(IBatchSink sink, CancellationToken cancellation)
    {
        foreach (var file in source.Relation.Files)
        {
            var findings = new List<Finding>();
            var relation = RelationOpener.OpenFile(source.Definition, file, connection, findings) ?? throw new QuernException(findings);
            Scan(source with { Relation = relation }, sink, cancellation);
        }
    }

    private void Scan(BoundSource file, IBatchSink sink, CancellationToken cancellation)
    {
        var lines = Rejected(file, cancellation);
        var found = new List<BadRow>();
        var worker = new ScanWorker(file, new BadRows(BadRowPolicy.Quarantine, found.Add), sink) { IsNumbered = true };
        var numbers = new RowNumbers(lines);
        using (var reader = connection.Query(file.Select(null), cancellation))
            while (reader.Read())
                worker.Take(reader.Chunk, numbers.Next(reader.Chunk.Count));
        foreach (var row in found.Concat(lines.Select(line => BadRowOf(file, line))).OrderBy(row => row.Row)) badRows.Add(row);
    }

    // DuckDB tells the lines that are no rows when it has read them all, and leaves them out: to number the others they must be known before.
    private List<RejectedLine> Rejected(BoundSource file, CancellationToken cancellation)
    {
        if (file.Relation.Rejects is null) return [];
        using (var reader = connection.Query(file.Select(null), cancellation))
            while (reader.Read())
            {
            }

        return RejectedLines.Of(file.Relation, connection);
    }

    private static BadRow BadRowOf(BoundSource file, RejectedLine line) =>
        new(file.Definition.Name, file.Relation.Files[0].Shown, line.Line - 1, $"line {line.Line}", line.Text, line.Reason);

    /// <summary>Numbers rows from 0, and passes over the lines that are no rows; the header is line 1.</summary>
    private sealed class RowNumbers(List<RejectedLine> lines)
    {
        private long[] _numbers = [];
        private long _next;
        private int _line;

        public ReadOnlySpan<long> Next(int count)
        {
            if (_numbers.Length < count) _numbers = new long[count];
            for (var i = 0; i < count; i++)
            {
                for (; _line < lines.Count && lines[_line].Line - 2 <= _next; _line++) _next++;
                _numbers[i] = _next++;
            }

            return _numbers.AsSpan(0, count);
        }
    }
}
