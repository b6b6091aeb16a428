using System.Runtime.InteropServices;
using Quern.Profiles;

namespace Quern.Drift;

/// <summary>
/// What the sub-populations of a reference are like, those that the values of one field make: <c>where origin is SEA</c>. Each is held against what is usual of it, and against what all of them do at the same
/// time, so that only what is its own is told.
/// </summary>
public sealed class PopulationReference
{
    private readonly IReadOnlyList<Population> _populations;
    private readonly HashSet<ulong> _known;

    // By feature, about how far from zero its numbers are.
    private readonly double[] _sizes;
    private readonly PopulationTail[] _tails;

    private PopulationReference(string by, IReadOnlyList<string> features, bool isGivenUp, IReadOnlyList<Population> populations, HashSet<ulong> known, double[] sizes, PopulationTail[] tails) =>
        (By, Features, IsGivenUp, _populations, _known, _sizes, _tails) = (by, features, isGivenUp, populations, known, sizes, tails);

    /// <summary>The field whose values divide the rows.</summary>
    public string By { get; }

    /// <summary>The features, and fields of the request, that are looked at in each sub-population.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Whether a block, or all of them, has so many values that the field divides nothing.</summary>
    public bool IsGivenUp { get; }

    /// <summary>How many values the reference has; 0 where the field was given up.</summary>
    public int Values => _known.Count;

    /// <summary>How many of them have rows enough in blocks enough to learn from.</summary>
    public int Learnt => _populations.Count;

    /// <summary>Learns from blocks.</summary>
    /// <param name="by">The field whose values divide the rows.</param>
    /// <param name="features">What is looked at, in the order of the blocks' measures.</param>
    /// <param name="blocks">The rows of each value, by block; null where the field was given up.</param>
    /// <param name="most">So many figures of features are learnt at most: those of the greatest sub-populations.</param>
    internal static PopulationReference Learn(string by, IReadOnlyList<string> features, IReadOnlyList<SliceProfile>? blocks, int most)
    {
        var sizes = new double[features.Count];
        if (blocks is null) return new(by, features, true, [], [], sizes, []);
        var known = blocks.SelectMany(block => block.ByHash.Keys).ToHashSet();
        for (var feature = 0; feature < sizes.Length; feature++)
        {
            var all = default(NumberMoments);
            foreach (var cell in blocks.SelectMany(block => block.Cells)) all.Merge(cell.Measure(feature));
            sizes[feature] = PopulationUsual.SizeOf(all);
        }

        var cells = known.ToDictionary(hash => hash, hash => blocks.Select(block => block.ByHash.GetValueOrDefault(hash)).ToArray());
        ulong[] told =
        [
            .. cells.Where(value => value.Value.Count(cell => cell?.Rows >= PopulationFigure.Least) >= Calibration.Least).OrderByDescending(value => value.Value.Sum(cell => cell?.Rows ?? 0)).ThenBy(value => value.Key)
                .Take(Math.Min(SliceProfile.Most, most / Math.Max(1, features.Count))).Select(value => value.Key),
        ];
        var learner = new PopulationLearner([.. told.Select(hash => cells[hash])], sizes);
        return new(by, features, false, learner.Learn(told), known, sizes, learner.Tails);
    }

    /// <summary>Holds the sub-populations as they are now against what they were.</summary>
    /// <param name="now">The profile of the rows now.</param>
    /// <param name="isCompared">Whether a feature is to be looked at.</param>
    /// <returns>Null where the rows were not divided by the field, or it was given up.</returns>
    public PopulationComparison? With(RowProfile now, Func<string, bool> isCompared)
    {
        if (IsGivenUp || now.Slices.FirstOrDefault(slice => now.Names[slice.By] == By) is not { IsGivenUp: false } slice) return null;
        var (tests, places) = (new List<PopulationTest>(), slice.Measured.Select(place => now.Names[place]).ToList());
        for (var feature = 0; feature < Features.Count; feature++)
            if (places.IndexOf(Features[feature]) is >= 0 and var place && isCompared(Features[feature]))
                for (var figure = 0; figure < PopulationFigure.All.Count; figure++)
                    Test(slice, feature, place, figure, tests);
        var enough = slice.ByHash.Where(cell => cell.Value.Rows >= FeatureComparison.LeastRows).ToArray();
        return new(By, tests, [.. enough.Where(cell => !_known.Contains(cell.Key)).OrderByDescending(cell => cell.Value.Rows).ThenBy(cell => cell.Value.Name, StringComparer.Ordinal).Select(cell => (cell.Value.Name, cell.Value.Rows))]);
    }

    /// <summary>Appends it as bytes, which <see cref="Read"/> reads.</summary>
    public void Write(List<byte> bytes)
    {
        ProfileBytes.AppendText(bytes, By);
        ProfileBytes.AppendCount(bytes, Features.Count);
        foreach (var feature in Features) ProfileBytes.AppendText(bytes, feature);
        foreach (var size in _sizes) ProfileBytes.AppendReal(bytes, size);
        ProfileBytes.AppendCount(bytes, IsGivenUp ? 1 : 0);
        ProfileBytes.AppendCount(bytes, _known.Count);
        foreach (var hash in _known.Order()) ProfileBytes.AppendHash(bytes, hash);
        ProfileBytes.AppendCount(bytes, _populations.Count);
        foreach (var population in _populations) population.Write(bytes);
        foreach (var tail in _tails) tail.Write(bytes);
    }

    /// <summary>Reads one, and leaves what follows it.</summary>
    /// <exception cref="ArgumentException">The bytes are of something else.</exception>
    public static PopulationReference Read(ref ReadOnlySpan<byte> bytes)
    {
        var by = ProfileBytes.ReadText(ref bytes);
        var features = new string[ProfileBytes.ReadLength(ref bytes)];
        for (var at = 0; at < features.Length; at++) features[at] = ProfileBytes.ReadText(ref bytes);
        var sizes = new double[features.Length];
        for (var at = 0; at < sizes.Length; at++) sizes[at] = ProfileBytes.ReadReal(ref bytes);
        var (isGivenUp, known) = (ProfileBytes.ReadCount(ref bytes) == 1, new HashSet<ulong>());
        for (var rest = ProfileBytes.ReadLength(ref bytes); rest > 0; rest--) known.Add(ProfileBytes.ReadHash(ref bytes));
        var populations = new Population[ProfileBytes.ReadLength(ref bytes)];
        for (var at = 0; at < populations.Length; at++) populations[at] = Population.Read(sizes, ref bytes);
        var tails = new PopulationTail[isGivenUp ? 0 : PopulationFigure.CountOf(features.Length)];
        for (var at = 0; at < tails.Length; at++) tails[at] = PopulationTail.Read(ref bytes);
        return new(by, features, isGivenUp, populations, known, sizes, tails);
    }

    // One that is alone is the whole.
    private void Test(SliceProfile slice, int feature, int place, int figure, List<PopulationTest> tests)
    {
        var (found, steps) = (new List<(Population Population, PopulationPast Past, PopulationFigure Now)>(), new List<(double Step, long Rows)>());
        foreach (var population in _populations)
        {
            if (population.Past(feature, figure) is not { } past || !slice.ByHash.TryGetValue(population.Hash, out var cell)) continue;
            var numbers = cell.Measure(place);
            // Rows of a version without the feature have neither a value nor none.
            var now = PopulationFigure.Of(PopulationFigure.All[figure], cell.Nulls(place) + numbers.Count, numbers, population.Usual(feature));
            if (!now.IsThere) continue;
            found.Add((population, past, now));
            steps.Add((now.Value - past.Usual, now.Rows));
        }

        if (found.Count < 2) return;
        var common = PopulationFigure.Common(CollectionsMarshal.AsSpan(steps));
        foreach (var (population, past, now) in found)
            if (now.Rows >= PopulationFigure.LeastNow(PopulationFigure.All[figure]))
                tests.Add(new(Features[feature], By, population.Name, slice.ByHash[population.Hash].Rows, past.Test(PopulationFigure.All[figure], now, common, _sizes[feature], _tails[PopulationFigure.PlaceOf(feature, figure)])));
    }
}

/// <summary>The sub-populations of one field as they are now, held against a reference.</summary>
/// <param name="By">The field whose values divide the rows.</param>
/// <param name="Tests">The tests that were made.</param>
/// <param name="Unknown">Values that the reference does not have, with their rows, the most first; those of fewer than 30 rows are left out.</param>
public sealed record PopulationComparison(string By, IReadOnlyList<PopulationTest> Tests, IReadOnlyList<(string Name, long Rows)> Unknown);

/// <summary>One test of one feature in one sub-population.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="By">The field whose values divide the rows.</param>
/// <param name="Name">The value that makes the sub-population.</param>
/// <param name="Rows">How many rows it has now.</param>
/// <param name="Test">The test.</param>
public readonly record struct PopulationTest(string Feature, string By, string Name, long Rows, FeatureTest Test);
