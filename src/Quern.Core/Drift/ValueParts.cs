using Quern.Aggregation.Sketches;
using Quern.Profiles;
using Quern.Values;

namespace Quern.Drift;

/// <summary>
/// The parts into which a reference cuts values, so that few counts say how they lie: numbers in up to twenty parts with as much of the reference in each, what is below and what is above all of it;
/// text and truth values by the most frequent of the reference, and all others. Numbers are told apart as <see cref="LogBuckets"/> does, so that a profile is cut like the values it is of.
/// </summary>
internal sealed class ValueParts
{
    private const int Most = 20;
    private const int MostCategories = 32;

    // The last bucket of each part but the last, ascending; null for categories.
    private readonly int[]? _ends;
    private readonly Dictionary<ulong, int> _byHash = [];

    private ValueParts(int[]? ends, IReadOnlyList<FrequentValue> categories)
    {
        (_ends, Names) = (ends, [.. categories.Select(category => category.Text)]);
        for (var part = 0; part < categories.Count; part++) _byHash.Add(categories[part].Hash, part);
    }

    /// <summary>How many parts there are; the last one of categories is all others.</summary>
    public int Count => (_ends?.Length ?? Names.Count) + 1;

    /// <summary>The categories by their part; empty for numbers.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether the values of a type are told apart by what they are, not by how great they are.</summary>
    public static bool IsCategorical(DataType type) => type.Shape == DataShape.Scalar && type.Kind is ValueKind.String or ValueKind.Boolean;

    /// <summary>The parts of a reference.</summary>
    public static ValueParts Of(ValueProfile reference)
    {
        // How old an instant is depends on when it is looked at: its values are not cut.
        if (reference.Type.Kind == ValueKind.Timestamp && reference.Type.IsFixedWidth) return new([], []);
        return IsCategorical(reference.Type) ? new(null, [.. reference.Frequent.Take(MostCategories)]) : new(Ends(reference.Distribution), []);
    }

    /// <summary>How many values of a profile fall into each part.</summary>
    public double[] Cut(ValueProfile values)
    {
        var counts = new double[Count];
        if (_ends is null)
        {
            foreach (var value in values.Frequent) counts[PartOf(value.Hash)] += value.Count;
            counts[^1] += Math.Max(0, values.Distribution.Sum(part => (double)part.Weight) - counts.Sum());
            return counts;
        }

        foreach (var (value, weight) in values.Distribution) counts[PartOf(value)] += weight;
        return counts;
    }

    /// <summary>The part of a number.</summary>
    public int PartOf(double value)
    {
        var (bucket, part) = (LogBuckets.Of(value), 0);
        // Of so few, to look at all costs less than to guess which.
        foreach (var end in _ends!)
            if (end < bucket)
                part++;
        return part;
    }

    /// <summary>The part of a category, by its hash.</summary>
    public int PartOf(ulong hash) => _byHash.TryGetValue(hash, out var part) ? part : Names.Count;

    private static int[] Ends(IReadOnlyList<(double Value, long Weight)> reference)
    {
        if (reference.Count == 0) return [];
        var (total, sum, inner) = (reference.Sum(part => (double)part.Weight), 0.0, 0);
        // A reference that never varies has a part of its own, too.
        var ends = new SortedSet<int> { LogBuckets.Of(reference[0].Value) - 1, LogBuckets.Of(reference[^1].Value) };
        foreach (var (value, weight) in reference)
        {
            sum += weight;
            if (sum < total * (inner + 1) / Most) continue;
            ends.Add(LogBuckets.Of(value));
            inner = (int)(Most * sum / total);
        }

        return [.. ends];
    }
}
