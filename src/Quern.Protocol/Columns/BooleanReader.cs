using System.Text.Json;
using Quern.Values;

namespace Quern.Protocol.Columns;

/// <summary>True or false.</summary>
internal sealed class BooleanReader : ColumnReader
{
    private readonly Int64Column _column = new(ValueKind.Boolean);

    internal override string Expected => "true or false";

    internal override Column Column => _column;

    internal override bool TryAppend(ref Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return false;
        _column.Append(json.TokenType == JsonTokenType.True ? 1 : 0);
        return true;
    }
}
