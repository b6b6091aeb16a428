using System.Text.Json;
using Quern.Values;

namespace Quern.Protocol.Columns;

/// <summary>Finite reals of 32 or 64 bits.</summary>
internal sealed class RealReader(Float64Column column) : ColumnReader
{
    internal override string Expected => column.Kind == ValueKind.Float32 ? "finite numbers of 32 bits" : "finite numbers";

    internal override Column Column => column;

    internal override bool TryAppend(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.Number || !json.TryGetDouble(out var value)) return false;
        if (column.Kind == ValueKind.Float32) value = (float)value;
        if (!double.IsFinite(value)) return false;
        column.Append(value);
        return true;
    }
}
