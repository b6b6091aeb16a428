using Quern.Profiles;

namespace Quern.Drift;

/// <summary>The parts of a reference in which other distributions are held against it: those of numbers are cut once, for as many as there are.</summary>
/// <param name="reference">The reference.</param>
internal sealed class ReferenceParts(ValueProfile reference)
{
    private const int MostParts = 20;

    private readonly double[] _ends = ValueParts.IsCategorical(reference.Type) ? [] : Ends(reference.Distribution);
    private double[]? _weights;

    /// <summary>How far a distribution is from the reference by the parts alone: the cumulative distances are those between parts. Null where one of both has no values to compare.</summary>
    public Distances? To(ValueProfile now)
    {
        if (reference.Sampled == 0 || now.Sampled == 0) return null;
        if (!ValueParts.IsCategorical(reference.Type)) return Distances.Between(_weights ??= Cut(reference.Distribution), Cut(now.Distribution));
        var categories = new Dictionary<ulong, int>();
        foreach (var value in reference.Frequent.Concat(now.Frequent)) categories.TryAdd(value.Hash, categories.Count);
        return Distances.Between(Weights(reference, categories), Weights(now, categories));
    }

    private static double[] Weights(ValueProfile profile, Dictionary<ulong, int> categories)
    {
        var weights = new double[categories.Count + 1];
        foreach (var value in profile.Frequent) weights[categories[value.Hash]] += value.Count;
        weights[^1] = Math.Max(0, profile.Distribution.Sum(part => (double)part.Weight) - weights.Sum());
        return weights;
    }

    // The last value of each part but the last one; fewer parts where one value makes up much.
    private static double[] Ends(IReadOnlyList<(double Value, long Weight)> reference)
    {
        var (total, sum, ends) = (reference.Sum(part => (double)part.Weight), 0.0, new List<double>());
        foreach (var (value, weight) in reference)
        {
            sum += weight;
            if (sum < total && sum >= total * (ends.Count + 1) / MostParts) ends.Add(value);
        }

        return [.. ends];
    }

    private double[] Cut(IReadOnlyList<(double Value, long Weight)> distribution)
    {
        var (parts, at) = (new double[_ends.Length + 1], 0);
        foreach (var (value, weight) in distribution)
        {
            while (at < _ends.Length && value > _ends[at]) at++;
            parts[at] += weight;
        }

        return parts;
    }
}
