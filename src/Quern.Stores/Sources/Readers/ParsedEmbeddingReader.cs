using System.Text;
using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>Text of CSV and NDJSON into embeddings.</summary>
internal sealed class ParsedEmbeddingReader(int dimensions) : ColumnReader
{
    private readonly List<float> _numbers = [];

    public override void Read(DataVector vector, int start, int count, Column column, RowFaults faults)
    {
        var embeddings = (TextColumn)column;
        var target = embeddings.AppendRange(count);
        for (var i = 0; i < count; i++)
        {
            if (!vector.IsValid(start + i)) continue;
            if (EmbeddingText.TryRead(vector.Text(start + i), dimensions, _numbers, out var reason))
                target[i] = embeddings.Pool.Intern(EmbeddingBytes.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_numbers)));
            else faults.Add(start + i, Encoding.UTF8.GetString(vector.Text(start + i)), reason);
        }

        ReadNulls(vector, start, count, column, faults);
    }
}
