using System.Numerics;
using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>Lists of numbers into embeddings of so many dimensions; of any number where that is 0.</summary>
internal sealed class EmbeddingReader<T>(int dimensions) : ColumnReader
    where T : unmanaged, INumber<T>
{
    private float[] _numbers = new float[Math.Max(1, dimensions)];

    public override void Read(DataVector vector, int start, int count, Column column, RowFaults faults)
    {
        var embeddings = (TextColumn)column;
        var target = embeddings.AppendRange(count);
        var lists = vector.Lists;
        var elements = vector.Elements;
        var values = elements.Values<T>();
        for (var i = 0; i < count; i++)
        {
            if (!vector.IsValid(start + i)) continue;
            var (offset, length) = ((int)lists[start + i].Offset, (int)lists[start + i].Length);
            if (WhyNot(elements, offset, length) is { } reason) faults.Add(start + i, $"{length} numbers", reason);
            else target[i] = embeddings.Pool.Intern(EmbeddingBytes.Of(Numbers(values.Slice(offset, length))));
        }

        ReadNulls(vector, start, count, column, faults);
    }

    private string? WhyNot(DataVector elements, int offset, int length)
    {
        if (dimensions != 0 && length != dimensions) return EmbeddingText.WrongLength(dimensions);
        for (var i = 0; i < length; i++)
            if (!elements.IsValid(offset + i))
                return "a number in it is null";
        return null;
    }

    private ReadOnlySpan<float> Numbers(ReadOnlySpan<T> values)
    {
        if (_numbers.Length < values.Length) _numbers = new float[values.Length];
        for (var i = 0; i < values.Length; i++) _numbers[i] = float.CreateSaturating(values[i]);
        return _numbers.AsSpan(0, values.Length);
    }
}
