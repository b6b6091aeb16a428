namespace Quern.Profiles;

/// <summary>The rows of one category.</summary>
public sealed class SliceCell
{
    private readonly long[] _nulls;
    private readonly NumberMoments[] _measures;

    internal SliceCell(string name, int measured) => (Name, _nulls, _measures) = (name, new long[measured], new NumberMoments[measured]);

    /// <summary>The category: the field's value as text; <c>null</c> for none.</summary>
    public string Name { get; }

    /// <summary>How many rows there were.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of them have no value in a measured field.</summary>
    public long Nulls(int measured) => _nulls[measured];

    /// <summary>What the numbers of a measured field were like, each as its inverse hyperbolic sine: like a logarithm far from zero, so that one wild number does not hide the others.</summary>
    public NumberMoments Measure(int measured) => _measures[measured];

    internal void AddRow() => Rows++;

    internal void AddNull(int measured) => _nulls[measured]++;

    internal void Add(int measured, double value) => _measures[measured].Add(Math.Asinh(value));

    internal SliceCell Copy()
    {
        var copy = new SliceCell(Name, _nulls.Length);
        copy.Merge(this);
        return copy;
    }

    internal void Merge(SliceCell other)
    {
        Rows += other.Rows;
        for (var i = 0; i < _nulls.Length; i++)
        {
            _nulls[i] += other._nulls[i];
            _measures[i].Merge(other._measures[i]);
        }
    }

    internal void Write(List<byte> bytes)
    {
        ProfileBytes.AppendText(bytes, Name);
        ProfileBytes.AppendCount(bytes, Rows);
        for (var i = 0; i < _nulls.Length; i++)
        {
            ProfileBytes.AppendCount(bytes, _nulls[i]);
            _measures[i].Write(bytes);
        }
    }

    internal static SliceCell Read(int measured, ref ReadOnlySpan<byte> bytes)
    {
        var cell = new SliceCell(ProfileBytes.ReadText(ref bytes), measured) { Rows = ProfileBytes.ReadCount(ref bytes) };
        for (var i = 0; i < measured; i++)
        {
            cell._nulls[i] = ProfileBytes.ReadCount(ref bytes);
            cell._measures[i] = NumberMoments.Read(ref bytes);
        }

        return cell;
    }
}
