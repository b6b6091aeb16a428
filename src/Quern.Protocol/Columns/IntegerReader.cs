using System.Text.Json;
using Quern.Values;

namespace Quern.Protocol.Columns;

/// <summary>Whole numbers of 32 or 64 bits.</summary>
internal sealed class IntegerReader(Int64Column column) : ColumnReader
{
    internal override string Expected => column.Kind == ValueKind.Int32 ? "whole numbers of 32 bits" : "whole numbers of 64 bits";

    internal override Column Column => column;

    internal override bool TryAppend(ref Utf8JsonReader json)
    {
        if (!WholeNumber.TryRead(ref json, out var value)) return false;
        if (column.Kind == ValueKind.Int32 && value is < int.MinValue or > int.MaxValue) return false;
        column.Append(value);
        return true;
    }
}
