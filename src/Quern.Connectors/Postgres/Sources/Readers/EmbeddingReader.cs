using System.Buffers.Binary;
using Quern.Engine.Sources;
using Quern.Values;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>Arrays of reals into embeddings of so many dimensions. Numbers of 64 bits are rounded to 32: that is how many tools store what was computed with 32.</summary>
internal sealed class EmbeddingReader(int dimensions) : CopyReader
{
    // How many dimensions the array has, whether it has nulls, the type of its elements; then of each dimension its length and where it begins.
    private const int Header = 12;
    private const int Dimension = 8;
    private readonly float[] _numbers = new float[Math.Max(1, dimensions)];

    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var embeddings = (TextColumn)target;
        var rows = embeddings.AppendRange(count);
        for (var i = 0; i < count; i++)
        {
            if (values.IsNull(start + i)) continue;
            if (WhyNot(values[start + i], out var length) is { } reason) faults.Add(start + i, $"{length} numbers", reason);
            else rows[i] = embeddings.Pool.Intern(EmbeddingBytes.Of(_numbers));
        }
    }

    private string? WhyNot(ReadOnlySpan<byte> array, out int length)
    {
        var deep = BinaryPrimitives.ReadInt32BigEndian(array);
        length = deep == 1 ? BinaryPrimitives.ReadInt32BigEndian(array[Header..]) : 0;
        if (deep > 1) return $"it is an array of {deep} dimensions";
        if (length != dimensions) return $"it is not an embedding of {dimensions} numbers";
        var rest = array[(Header + Dimension)..];
        for (var i = 0; i < length; i++)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(rest);
            if (size < 0) return "a number in it is null";
            _numbers[i] = size == 8 ? (float)BinaryPrimitives.ReadDoubleBigEndian(rest[4..]) : BinaryPrimitives.ReadSingleBigEndian(rest[4..]);
            rest = rest[(4 + size)..];
        }

        return null;
    }
}
