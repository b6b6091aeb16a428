using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Server.Tests;

/// <summary>Counts are the version's number; reals are the length of the key; a null key is not found.</summary>
internal sealed class FakeVectors(ServicePlan service, long version, Action<Instant>? onRead, Action onDispose) : IVectorSource, IDisposable
{
    private readonly OnDemandProgram _onDemand = new(service);

    public void Read(IReadOnlyList<Column> joinKeys, IReadOnlyList<Column> requests, int rows, Instant t, VectorBatch batch)
    {
        onRead?.Invoke(t);
        batch.Reset(rows);
        for (var read = 0; read < batch.Reads.Length; read++)
            foreach (var column in batch.Reads[read])
                Fill(column.OpenWriter(), column.Type, (TextColumn)joinKeys[0], rows);
        foreach (var times in batch.EventTimes) times.AsSpan(0, rows).Fill(t.Microseconds);
        if (service.OnDemand.Count > 0) _onDemand.Run(batch.Reads, batch.Lookups, requests, batch.OnDemand, 0, rows);
    }

    public void Dispose() => onDispose();

    private void Fill(ResultWriter writer, DataType type, TextColumn keys, int rows)
    {
        for (var row = 0; row < rows; row++)
            if (keys.IsNull(row)) continue;
            else if (type.Kind == ValueKind.Float64) writer.SetDouble(row, keys.Pool.Utf8(keys.Codes[row]).Length);
            else writer.SetBits(row, version);
    }
}
