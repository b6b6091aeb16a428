using Quern.Engine.Serving;
using Quern.Time;
using Quern.Values;

namespace Quern.Benchmarks.Http;

/// <summary>Vectors of one view from arrays: the server's own cost and nothing else.</summary>
internal sealed class MemoryVectors(double[][] table) : IVectorSource
{
    private ResultWriter[]? _writers;

    public void Read(IReadOnlyList<Column> joinKeys, IReadOnlyList<Column> requests, int rows, Instant t, VectorBatch batch)
    {
        _writers ??= [.. batch.Reads[0].Select(column => column.OpenWriter())];
        batch.Reset(rows);
        var keys = ((Int64Column)joinKeys[0]).Values;
        for (var row = 0; row < rows; row++)
        {
            var values = table[keys[row]];
            for (var i = 0; i < _writers.Length; i++) _writers[i].SetDouble(row, values[i]);
            batch.EventTimes[0][row] = t.Microseconds - 1_000;
        }
    }
}
