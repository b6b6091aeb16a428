using System.Runtime.InteropServices;
using Quern.Values;

namespace Quern.Aggregation.Ordering;

/// <summary>
/// How often each value was seen, while there are at most <paramref name="bound"/> distinct ones. Beyond that nothing is kept but that it is so,
/// which no merge takes back, since a union only grows.
/// </summary>
internal sealed class ValueCounts(ValueKind kind, int bound)
{
    private readonly Dictionary<Value, long> _counts = [];

    /// <summary>Whether there were more distinct values than are kept.</summary>
    public bool IsBeyond { get; private set; }

    public void Add(in AggregateInput input)
    {
        if (!input.Argument.IsNull) Add(ValueOrder.Canonical(input.Argument), 1);
    }

    public void Merge(ValueCounts other)
    {
        if (other.IsBeyond) GoBeyond();
        foreach (var (value, count) in other._counts) Add(value, count);
    }

    public void Write(List<byte> bytes)
    {
        bytes.Add(IsBeyond ? (byte)1 : (byte)0);
        if (IsBeyond) return;
        StateBytes.AppendInt32(bytes, _counts.Count);
        foreach (var (value, count) in Sorted())
        {
            StateBytes.AppendValue(bytes, value);
            StateBytes.AppendInt64(bytes, count);
        }
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        if (StateBytes.ReadByte(ref bytes) != 0)
        {
            GoBeyond();
            return;
        }

        for (var rest = StateBytes.ReadInt32(ref bytes); rest > 0; rest--) Add(StateBytes.ReadValue(kind, ref bytes), StateBytes.ReadInt64(ref bytes));
    }

    /// <summary>The values and their counts, in the order of the values.</summary>
    public KeyValuePair<Value, long>[] Sorted()
    {
        KeyValuePair<Value, long>[] pairs = [.. _counts];
        Array.Sort(pairs, (left, right) => ValueOrder.Instance.Compare(left.Key, right.Key));
        return pairs;
    }

    private void Add(Value value, long count)
    {
        if (IsBeyond) return;
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, value, out _) += count;
        if (_counts.Count > bound) GoBeyond();
    }

    private void GoBeyond()
    {
        IsBeyond = true;
        _counts.Clear();
    }
}
