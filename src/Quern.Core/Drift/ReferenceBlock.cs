using Quern.Profiles;

namespace Quern.Drift;

/// <summary>One block of a reference: what a feature was like in one bucket of its time, so that it is known how far one bucket is from the whole when nothing is wrong.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Nulls">How many of them have no value, or one that is NaN or infinite.</param>
/// <param name="Distinct">About how many distinct values; 0 where nobody counted.</param>
/// <param name="Least">The least number; means nothing where there is none.</param>
/// <param name="Greatest">The greatest number; means nothing where there is none.</param>
/// <param name="Parts">How many values fall into each part of the whole.</param>
public sealed record ReferenceBlock(long Rows, long Nulls, long Distinct, double Least, double Greatest, IReadOnlyList<double> Parts)
{
    /// <summary>How many values lie in the parts.</summary>
    public long Values { get; } = (long)Parts.Sum();

    /// <summary>Both together, as one block; how many values are distinct is not known of it.</summary>
    public ReferenceBlock And(ReferenceBlock other)
    {
        var (least, greatest) = Values == 0 ? (other.Least, other.Greatest) : other.Values == 0 ? (Least, Greatest) : (Math.Min(Least, other.Least), Math.Max(Greatest, other.Greatest));
        return new(Rows + other.Rows, Nulls + other.Nulls, 0, least, greatest, [.. Parts.Zip(other.Parts, (one, more) => one + more)]);
    }

    internal void Write(List<byte> bytes)
    {
        foreach (var count in new[] { Rows, Nulls, Distinct }) ProfileBytes.AppendCount(bytes, count);
        ProfileBytes.AppendReal(bytes, Least);
        ProfileBytes.AppendReal(bytes, Greatest);
        foreach (var part in Parts) ProfileBytes.AppendCount(bytes, (long)part);
    }

    internal static ReferenceBlock Read(int parts, ref ReadOnlySpan<byte> bytes)
    {
        var (rows, nulls, distinct) = (ProfileBytes.ReadCount(ref bytes), ProfileBytes.ReadCount(ref bytes), ProfileBytes.ReadCount(ref bytes));
        var (least, greatest) = (ProfileBytes.ReadReal(ref bytes), ProfileBytes.ReadReal(ref bytes));
        var counts = new double[parts];
        for (var part = 0; part < parts; part++) counts[part] = ProfileBytes.ReadCount(ref bytes);
        return new(rows, nulls, distinct, least, greatest, counts);
    }
}
