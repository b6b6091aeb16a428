using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.TrainingSets;

/// <summary>Writes the items of lists, rankings and histograms into a vector of their kind.</summary>
internal readonly ref struct ItemWriter(ValueKind kind, VectorWriter output)
{
    private readonly VectorWriter _output = output;

    public void Write(int row, ref ItemReader reader)
    {
        switch (kind)
        {
            case ValueKind.String: _output.SetText(row, reader.ReadText()); break;
            case ValueKind.Boolean: _output.Values<byte>()[row] = (byte)(reader.ReadInt64() & 1); break;
            case ValueKind.Int32: _output.Values<int>()[row] = unchecked((int)reader.ReadInt64()); break;
            case ValueKind.Float32: _output.Values<float>()[row] = (float)BitConverter.Int64BitsToDouble(reader.ReadInt64()); break;
            default: _output.Values<long>()[row] = reader.ReadInt64(); break;
        }
    }
}
