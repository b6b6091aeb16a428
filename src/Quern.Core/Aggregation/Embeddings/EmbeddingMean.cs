using System.Runtime.InteropServices;
using Quern.Aggregation.Exact;
using Quern.Values;

namespace Quern.Aggregation.Embeddings;

/// <summary>
/// The element-wise mean of embeddings: for each element an <see cref="ExactSum"/>, so that order, grouping and removal leave no trace. An element is the exact sum, rounded to 64 bits,
/// divided by the count, rounded to 64 and then to 32 bits.
/// </summary>
internal sealed class EmbeddingMean
{
    private ExactSum[] _sums = [];
    private long _count;

    /// <summary>Gets how many numbers each embedding has; 0 before the first.</summary>
    public int Dimensions => _sums.Length;

    public void Clear()
    {
        _count = 0;
        Array.Clear(_sums);
    }

    public void Add(ReadOnlySpan<byte> embedding)
    {
        var numbers = NumbersOf(embedding);
        for (var i = 0; i < numbers.Length; i++) _sums[i].Add(numbers[i]);
        _count++;
    }

    public void Remove(ReadOnlySpan<byte> embedding)
    {
        var numbers = NumbersOf(embedding);
        for (var i = 0; i < numbers.Length; i++) _sums[i].Remove(numbers[i]);
        _count--;
    }

    public void Merge(EmbeddingMean other)
    {
        if (other._count == 0) return;
        Prepare(other._sums.Length);
        for (var i = 0; i < _sums.Length; i++) _sums[i].Merge(other._sums[i]);
        _count += other._count;
    }

    /// <summary>Writes the mean into as many numbers as there are dimensions.</summary>
    public FeatureStatus Result(Span<float> mean)
    {
        if (_count == 0) return FeatureStatus.NullValue;
        for (var i = 0; i < _sums.Length; i++)
        {
            // A copy: reading may rearrange a sum, and a state may be read by several threads.
            var sum = _sums[i];
            if (!sum.IsFinite) return FeatureStatus.Overflow;
            var rounded = sum.Normalize(out var exponent);
            mean[i] = (float)(Real.Scale(rounded / _count, exponent) + 0.0);
        }

        return EmbeddingBytes.IsFinite(EmbeddingBytes.Of(mean)) ? FeatureStatus.Present : FeatureStatus.Overflow;
    }

    public void Write(List<byte> bytes)
    {
        StateBytes.AppendInt64(bytes, _count);
        if (_count == 0) return;
        StateBytes.AppendInt32(bytes, _sums.Length);
        foreach (var sum in _sums) sum.Write(bytes);
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        var count = StateBytes.ReadInt64(ref bytes);
        if (count == 0) return;
        Prepare(StateBytes.ReadInt32(ref bytes));
        foreach (ref var sum in _sums.AsSpan()) sum.MergeFrom(ref bytes);
        _count += count;
    }

    private ReadOnlySpan<float> NumbersOf(ReadOnlySpan<byte> embedding)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(embedding);
        Prepare(numbers.Length);
        return numbers;
    }

    // All embeddings of a field have as many numbers; whoever reads them has seen to it.
    private void Prepare(int dimensions)
    {
        if (_sums.Length == 0) _sums = new ExactSum[dimensions];
        else if (_sums.Length != dimensions) throw new InvalidOperationException($"There are embeddings of {_sums.Length} and of {dimensions} numbers.");
    }
}
