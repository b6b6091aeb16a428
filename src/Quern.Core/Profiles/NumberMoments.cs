namespace Quern.Profiles;

/// <summary>
/// How many numbers there were, the least and the greatest, their mean and their spread; two of them make one (T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a
/// pairwise algorithm for computing sample variances", 1979). The order in which they are merged may change the last bits.
/// </summary>
public struct NumberMoments
{
    private double _squares;

    /// <summary>How many numbers there were; all finite.</summary>
    public long Count { get; private set; }

    /// <summary>The least; means nothing when there is none.</summary>
    public double Min { get; private set; }

    /// <summary>The greatest; means nothing when there is none.</summary>
    public double Max { get; private set; }

    /// <summary>The mean; 0 when there is none.</summary>
    public double Mean { get; private set; }

    /// <summary>The standard deviation of all that there were, 0 for one or none; infinite where squares go beyond a double.</summary>
    public readonly double Deviation => Count == 0 ? 0 : Math.Sqrt(Math.Max(0, _squares / Count));

    /// <summary>Adds a finite number.</summary>
    public void Add(double value)
    {
        (Min, Max) = Count == 0 ? (value, value) : (Math.Min(Min, value), Math.Max(Max, value));
        Count++;
        var distance = value - Mean;
        Mean += distance / Count;
        _squares += distance * (value - Mean);
    }

    /// <summary>Adds all that another one has.</summary>
    public void Merge(in NumberMoments other)
    {
        if (other.Count == 0) return;
        if (Count == 0)
        {
            this = other;
            return;
        }

        var (count, distance) = (Count + other.Count, other.Mean - Mean);
        (Min, Max) = (Math.Min(Min, other.Min), Math.Max(Max, other.Max));
        _squares += other._squares + (distance * distance * Count * ((double)other.Count / count));
        Mean += distance * other.Count / count;
        Count = count;
    }

    internal readonly void Write(List<byte> bytes)
    {
        ProfileBytes.AppendCount(bytes, Count);
        if (Count == 0) return;
        foreach (var number in new[] { Min, Max, Mean, _squares }) ProfileBytes.AppendReal(bytes, number);
    }

    internal static NumberMoments Read(ref ReadOnlySpan<byte> bytes)
    {
        var moments = new NumberMoments { Count = ProfileBytes.ReadCount(ref bytes) };
        if (moments.Count == 0) return moments;
        moments.Min = ProfileBytes.ReadReal(ref bytes);
        moments.Max = ProfileBytes.ReadReal(ref bytes);
        moments.Mean = ProfileBytes.ReadReal(ref bytes);
        moments._squares = ProfileBytes.ReadReal(ref bytes);
        return moments;
    }
}
