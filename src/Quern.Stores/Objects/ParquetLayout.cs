using System.Text;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;

namespace Quern.Stores.Objects;

/// <summary>
/// Where in a Parquet file the content of its columns is, as DuckDB understands the footer. Of a column it is, for each row group, all from where its pages begin to where the next thing of the file does that the footer names. So it does
/// not rest on lengths, which some writers tell too short; and what is left out of a column is left out whole, the header of its first page included, so that DuckDB refuses to read it.
/// </summary>
internal sealed class ParquetLayout
{
    private const long FirstPage = 4;

    private readonly IReadOnlyList<string> _columns;
    private readonly IReadOnlyList<int> _columnOfLeaf;
    private readonly Dictionary<string, List<long>> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<long> _starts = [];
    private readonly List<(long Start, long End)> _chunks = [];
    private readonly long _end;

    private ParquetLayout(IReadOnlyList<string> columns, IReadOnlyList<int> columnOfLeaf, long end) => (_columns, _columnOfLeaf, _end) = (columns, columnOfLeaf, end);

    /// <summary>Reads it; null where columns cannot be told apart with certainty, which is so of no file that a writer in use makes.</summary>
    /// <param name="path">A file whose footer is there.</param>
    /// <param name="end">Where the footer begins.</param>
    /// <param name="connection">Reads it.</param>
    public static ParquetLayout? Of(string path, long end, DuckConnection connection)
    {
        try
        {
            var from = SourcePath.Sql([new(path, path)]);
            return Columns(from, end, connection) is { } layout && layout.ReadChunks(from, connection) && layout.IsInOrder() ? layout : null;
        }
        catch (DuckException)
        {
            // Whoever reads the file will be told.
            return null;
        }
    }

    /// <summary>Where columns are, by their names; empty of those that the file lacks.</summary>
    public ByteRanges Of(string name) => ByteRanges.Of(_parts.GetValueOrDefault(name, []).Select(start => ByteRange.Between(start, EndOf(start))));

    // The schema is a tree in the order in which it is written; chunks are those of its leaves.
    private static ParquetLayout? Columns(string from, long end, DuckConnection connection)
    {
        var (names, columnOfLeaf, open) = (new List<string>(), new List<int>(), new Stack<long>());
        using var reader = connection.Query($"SELECT name, coalesce(num_children, 0) FROM parquet_schema({from}) ORDER BY column_id");
        var isRoot = true;
        while (reader.Read())
            for (var row = 0; row < reader.Chunk.Count; row++)
            {
                var children = reader.Chunk[1].Values<long>()[row];
                if (!isRoot && open.Count == 0) return null;
                if (open.Count == 1) names.Add(Encoding.UTF8.GetString(reader.Chunk[0].Text(row)));
                if (open.Count > 0) open.Push(open.Pop() - 1);
                if (children > 0) open.Push(children);
                else if (isRoot) return null;
                else columnOfLeaf.Add(names.Count - 1);
                isRoot = false;
                while (open.TryPeek(out var left) && left == 0) open.Pop();
            }

        // DuckDB gives another name to the second of two that differ in letter case alone.
        return open.Count == 0 && names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count ? new(names, columnOfLeaf, end) : null;
    }

    private bool ReadChunks(string from, DuckConnection connection)
    {
        using var reader = connection.Query($"""
            SELECT column_id, data_page_offset, coalesce(nullif(dictionary_page_offset, 0), data_page_offset), coalesce(nullif(index_page_offset, 0), data_page_offset), total_compressed_size, bloom_filter_offset,
                row_group_id * row_group_num_columns + column_id
            FROM parquet_metadata({from}) ORDER BY row_group_id, column_id
            """);
        var count = 0L;
        while (reader.Read())
        {
            var chunk = reader.Chunk;
            for (var row = 0; row < chunk.Count; row++, count++)
            {
                for (var i = 0; i < 5; i++)
                    if (!chunk[i].IsValid(row)) return false;
                var (leaf, start) = (chunk[0].Values<long>()[row], Math.Min(chunk[1].Values<long>()[row], Math.Min(chunk[2].Values<long>()[row], chunk[3].Values<long>()[row])));
                // Each leaf has a chunk in each row group.
                if (leaf != count % _columnOfLeaf.Count || chunk[6].Values<long>()[row] != count) return false;
                var bytes = chunk[4].Values<long>()[row];
                if (start < FirstPage || bytes <= 0 || bytes > _end - start) return false;
                _chunks.Add((start, start + bytes));
                Add((int)leaf, start);
                if (chunk[5].IsValid(row) && chunk[5].Values<long>()[row] is > 0 and var filter) Add((int)leaf, filter);
            }
        }

        _starts.Sort();
        return count % _columnOfLeaf.Count == 0;
    }

    private void Add(int leaf, long start)
    {
        var column = _columns[_columnOfLeaf[leaf]];
        if (!_parts.TryGetValue(column, out var starts)) _parts.Add(column, starts = []);
        starts.Add(start);
        _starts.Add(start);
    }

    // No two begin at the same place, and none reaches into another.
    private bool IsInOrder()
    {
        for (var i = 0; i < _starts.Count; i++)
            if (_starts[i] >= _end || (i > 0 && _starts[i] == _starts[i - 1]))
                return false;
        return _chunks.TrueForAll(chunk => chunk.End <= EndOf(chunk.Start));
    }

    private long EndOf(long start)
    {
        var next = _starts.BinarySearch(start) + 1;
        return next < _starts.Count ? _starts[next] : _end;
    }
}
