using System.Text.Json;
using Quern.Values;

namespace Quern.Protocol.Columns;

/// <summary>True or false.</summary>
internal sealed class BooleanReader(Int64Column column) : ColumnReader
{
    internal override string Expected => "true or false";

    internal override Column Column => column;

    internal override bool TryAppend(ref Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return false;
        column.Append(json.TokenType == JsonTokenType.True ? 1 : 0);
        return true;
    }
}
