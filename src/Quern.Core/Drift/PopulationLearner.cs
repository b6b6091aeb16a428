using Quern.Profiles;

namespace Quern.Drift;

/// <summary>Learns from the blocks of a reference how far each figure of each feature goes in each sub-population.</summary>
/// <param name="cells">By sub-population and block, its rows; null where it has none.</param>
/// <param name="sizes">By feature, about how far from zero its numbers are.</param>
internal sealed class PopulationLearner(IReadOnlyList<SliceCell?[]> cells, double[] sizes)
{
    private readonly PopulationUsual[][] _usual = [.. cells.Select(blocks => sizes.Select((size, feature) => Usual(blocks, feature, size)).ToArray())];

    /// <summary>By feature and figure, how wild all sub-populations together are.</summary>
    public PopulationTail[] Tails { get; } = [.. Enumerable.Repeat(PopulationTail.None, PopulationFigure.CountOf(sizes.Length))];

    /// <summary>The sub-populations.</summary>
    /// <param name="hashes">The hash of the value of each.</param>
    public IReadOnlyList<Population> Learn(IReadOnlyList<ulong> hashes)
    {
        PopulationPast?[][] pasts = [.. cells.Select(_ => new PopulationPast?[PopulationFigure.CountOf(sizes.Length)])];
        for (var feature = 0; feature < sizes.Length; feature++)
            for (var figure = 0; figure < PopulationFigure.All.Count; figure++)
                Learn(feature, figure, pasts);
        return [.. cells.Select((blocks, at) => new Population(hashes[at], blocks.First(cell => cell is not null)!.Name, _usual[at], pasts[at]))];
    }

    private void Learn(int feature, int figure, PopulationPast?[][] pasts)
    {
        var kind = PopulationFigure.All[figure];
        PopulationFigure[][] drawn = [.. cells.Select((blocks, at) => blocks.Select(cell => cell is null ? PopulationFigure.None : PopulationFigure.Of(kind, cell.Rows, cell.Measure(feature), _usual[at][feature])).ToArray())];
        double[] usual = [.. drawn.Select((blocks, at) => kind == FeatureFigure.NullShare ? _usual[at][feature].Missing : Median(blocks))];
        var common = new double[drawn.Length == 0 ? 0 : drawn[0].Length];
        for (var block = 0; block < common.Length; block++)
            common[block] = PopulationFigure.Common([.. Enumerable.Range(0, drawn.Length).Where(at => drawn[at][block].IsThere).Select(at => (drawn[at][block].Value - usual[at], drawn[at][block].Rows))]);
        var steps = new List<double>();
        var place = PopulationFigure.PlaceOf(feature, figure);
        for (var at = 0; at < drawn.Length; at++) pasts[at][place] = PopulationPast.Learn(usual[at], drawn[at].Zip(common), steps);
        Tails[place] = PopulationTail.Learn(steps);
    }

    private static PopulationUsual Usual(SliceCell?[] blocks, int feature, double size)
    {
        var (rows, count, sum, squares) = (0L, 0L, 0.0, 0.0);
        foreach (var cell in blocks.OfType<SliceCell>())
        {
            var numbers = cell.Measure(feature);
            (rows, count, sum, squares) = (rows + cell.Rows, count + numbers.Count, sum + (numbers.Count * numbers.Mean), squares + (numbers.Count * numbers.Deviation * numbers.Deviation));
        }

        return new(rows == 0 ? 0 : 1 - ((double)count / rows), count == 0 ? 0 : sum / count, count == 0 ? 0 : Math.Sqrt(squares / count), size);
    }

    private static double Median(PopulationFigure[] blocks)
    {
        double[] values = [.. blocks.Where(figure => figure.IsThere).Select(figure => figure.Value).Order()];
        var middle = values.Length / 2;
        return values.Length == 0 ? double.NaN : values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
