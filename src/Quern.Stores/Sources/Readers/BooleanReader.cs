using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>Truth values, held by DuckDB as bytes.</summary>
internal sealed class BooleanReader : ColumnReader
{
    public override void Read(DataVector vector, int start, int count, Column column, RowFaults faults)
    {
        var values = vector.Values<byte>().Slice(start, count);
        var target = ((Int64Column)column).AppendRange(count);
        for (var i = 0; i < values.Length; i++) target[i] = values[i] & 1;
        ReadNulls(vector, start, count, column, faults);
    }
}
