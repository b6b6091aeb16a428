using System.Text;
using Quern.Values;

namespace Quern.Definitions.Functions;

/// <summary>Where the values of one parameter of an on-demand feature come from: a column of a spine or request, or a computed feature.</summary>
public sealed class OnDemandLane
{
    private readonly ResultColumn? _result;
    private readonly Column? _column;
    private readonly bool _isReal;

    private OnDemandLane(ResultColumn? result, Column? column, ValueKind kind)
    {
        (_result, _column) = (result, column);
        _isReal = kind is ValueKind.Float32 or ValueKind.Float64;
    }

    /// <summary>The rows of a column; a null is null.</summary>
    public static OnDemandLane Of(Column column) => new(null, column, column.Kind);

    /// <summary>The rows of a computed feature, one value each; whatever is not present is null.</summary>
    public static OnDemandLane Of(ResultColumn column) => new(column, null, column.Type.Kind);

    internal bool IsNull(int row) => _result is null ? _column!.IsNull(row) : _result.StatusOf(row) != FeatureStatus.Present;

    internal long Int64(int row) => _result is null ? ((Int64Column)_column!).Values[row] : _result.Slots[row];

    internal int Int32(int row) => (int)Int64(row);

    internal bool Boolean(int row) => Int64(row) != 0;

    internal float Float32(int row) => (float)Float64(row);

    internal double Float64(int row)
    {
        if (!_isReal) return Int64(row);
        return _result is null ? ((Float64Column)_column!).Values[row] : BitConverter.Int64BitsToDouble(_result.Slots[row]);
    }

    internal string String(int row)
    {
        if (_result is not null) return Encoding.UTF8.GetString(_result.Encoded(row));
        var text = (TextColumn)_column!;
        return text.Pool[text.Codes[row]];
    }

    internal float[] Embedding(int row)
    {
        if (_result is not null) return EmbeddingBytes.Read(_result.Encoded(row));
        var column = (TextColumn)_column!;
        return EmbeddingBytes.Read(column.Pool, column.Codes[row]);
    }
}
