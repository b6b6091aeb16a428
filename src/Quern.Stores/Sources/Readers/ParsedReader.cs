using System.Text;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>Text of CSV and NDJSON into the declared kind, strictly: what cannot be read whole is a fault that names the text as written.</summary>
internal sealed class ParsedReader(ValueKind kind, EpochUnit? epoch) : ColumnReader
{
    public override void Read(DataVector vector, int start, int count, Column column, RowFaults faults)
    {
        if (column is Float64Column real)
        {
            var target = real.AppendRange(count);
            for (var i = 0; i < count; i++)
                if (vector.IsValid(start + i) && !ValueText.TryReadReal(vector.Text(start + i), kind, out target[i], out var reason))
                    faults.Add(start + i, Encoding.UTF8.GetString(vector.Text(start + i)), reason);
        }
        else
        {
            var target = ((Int64Column)column).AppendRange(count);
            for (var i = 0; i < count; i++)
                if (vector.IsValid(start + i) && !ValueText.TryReadWhole(vector.Text(start + i), kind, epoch, out target[i], out var reason))
                    faults.Add(start + i, Encoding.UTF8.GetString(vector.Text(start + i)), reason);
        }

        ReadNulls(vector, start, count, column, faults);
    }
}
