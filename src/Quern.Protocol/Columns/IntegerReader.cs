using System.Text.Json;
using Quern.Values;

namespace Quern.Protocol.Columns;

/// <summary>Whole numbers of 32 or 64 bits.</summary>
internal sealed class IntegerReader(ValueKind kind) : ColumnReader
{
    private readonly Int64Column _column = new(kind);

    internal override string Expected => kind == ValueKind.Int32 ? "whole numbers of 32 bits" : "whole numbers of 64 bits";

    internal override Column Column => _column;

    internal override bool TryAppend(ref Utf8JsonReader json)
    {
        if (!WholeNumber.TryRead(ref json, out var value)) return false;
        if (kind == ValueKind.Int32 && value is < int.MinValue or > int.MaxValue) return false;
        _column.Append(value);
        return true;
    }
}
