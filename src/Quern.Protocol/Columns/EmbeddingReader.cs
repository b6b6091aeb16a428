using System.Runtime.InteropServices;
using System.Text.Json;
using Quern.Values;

namespace Quern.Protocol.Columns;

/// <summary>Embeddings: arrays of finite numbers, of so many; of any number of them where that is 0.</summary>
internal sealed class EmbeddingReader(TextColumn column, int dimensions) : ColumnReader
{
    // A pool never forgets an embedding, and hardly any comes twice.
    private const int PooledEmbeddings = 1024;
    private readonly List<float> _numbers = [];
    private TextColumn _column = column;

    internal override string Expected => dimensions == 0 ? "arrays of finite numbers" : $"arrays of {dimensions} finite numbers";

    internal override Column Column => _column;

    internal override void Begin()
    {
        if (_column.Pool.Count > PooledEmbeddings) _column = new(ValueKind.Embedding, new StringPool());
        _column.Clear();
    }

    // The reader stays where it is unless all goes well, so that what is wrong can be shown, and passed over.
    internal override bool TryAppend(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray) return false;
        _numbers.Clear();
        var ahead = json;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.Number)
        {
            if (!ahead.TryGetSingle(out var number) || !float.IsFinite(number)) return false;
            _numbers.Add(number);
        }

        if (ahead.TokenType != JsonTokenType.EndArray || (dimensions != 0 && _numbers.Count != dimensions)) return false;
        _column.Append(EmbeddingBytes.Of(CollectionsMarshal.AsSpan(_numbers)));
        json = ahead;
        return true;
    }
}
