using Quern.Drift;

namespace Quern.Tests.Drift;

/// <summary>What sub-populations do, by the plain definition: from the rows, one figure after the other.</summary>
internal static class PlainPopulations
{
    public static IEnumerable<(string Name, double Expected, double Found, double Probability)> Test(IReadOnlyList<PopulationRow> past, IReadOnlyList<PopulationRow> now, FeatureFigure figure)
    {
        double[] all = [.. Numbers(past)];
        var size = Math.Sinh(Math.Sqrt(all.Average(number => number * number)));
        var countries = past.GroupBy(row => row.Country!).ToDictionary(rows => rows.Key, rows => new Country(rows, figure, size));
        var blocks = past.Select(row => row.Block).Distinct().Order().ToArray();
        var (steps, known) = (new List<double>(), new Dictionary<string, (double Unrest, Calibration Calibration)>());
        var common = blocks.ToDictionary(block => block, block => Common(countries, past.Where(row => row.Block == block)));
        foreach (var (name, country) in countries)
        {
            var moved = blocks.Select(block => country.Figure(past.Where(row => row.Block == block && row.Country == name)) is { } one ? (Step: one.Value - country.Usual - common[block], one.Variance) : default((double Step, double Variance)?)).OfType<(double Step, double Variance)>().ToArray();
            var alike = Math.Clamp(moved.Skip(1).Zip(moved, (later, before) => later.Step * before.Step).Sum() / moved.Sum(one => one.Step * one.Step), 0, 1 - (2.0 / moved.Length));
            var unrest = Math.Max(0, moved.Average(one => (one.Step * one.Step) - one.Variance)) * (1 + alike) / (1 - alike);
            double[] sizes = [.. moved.Select(one => one.Step / Math.Sqrt(unrest + one.Variance))];
            steps.AddRange(sizes.Select(Math.Abs));
            known.Add(name, (unrest, Calibration.OfDifferences(sizes, 1)!));
        }

        double[] tail = [.. steps.OrderDescending().Take((int)(steps.Count * 0.01))];
        var edge = steps.OrderDescending().ElementAt(tail.Length);
        var alikeNow = Common(countries, now);
        foreach (var (name, (unrest, calibration)) in known)
        {
            if (countries[name].Figure(now.Where(row => row.Country == name)) is not var (found, variance, _)) continue;
            var expected = countries[name].Usual + alikeNow;
            if (figure == FeatureFigure.NullShare) expected = Math.Clamp(expected, 0, 1);
            var (own, others) = (found - countries[name].Usual, found - expected);
            expected = Math.Sign(own) != Math.Sign(others) || own == 0 ? found : found - (Math.Sign(own) * Math.Min(Math.Abs(own), Math.Abs(others)));
            var step = (found - expected) / Math.Sqrt(unrest + variance);
            if (figure == FeatureFigure.Furthest) step = Math.Max(0, step);
            var inAll = tail.Length < 2 || Math.Abs(step) <= edge ? 0 : 0.01 * Math.Exp((edge - Math.Abs(step)) / (tail.Average() - edge));
            yield return (name, expected, found, Math.Max(calibration.Probability(calibration.Step(step)), inAll));
        }
    }

    // The step that half of the rows do not exceed.
    private static double Common(Dictionary<string, Country> countries, IEnumerable<PopulationRow> rows)
    {
        var steps = rows.GroupBy(row => row.Country!).Select(of => countries[of.Key].Figure(of) is { } one ? (Step: one.Value - countries[of.Key].Usual, one.Rows) : default((double Step, int Rows)?)).OfType<(double Step, int Rows)>().OrderBy(one => one.Step).ToArray();
        return steps.First(one => 2 * steps.Where(other => other.Step <= one.Step).Sum(other => other.Rows) >= steps.Sum(other => other.Rows)).Step;
    }

    private static IEnumerable<double> Numbers(IEnumerable<PopulationRow> rows) => rows.Where(row => row.Amount is not null).Select(row => Math.Asinh(row.Amount!.Value));

    private static double Deviation(double[] numbers) => Math.Sqrt(numbers.Average(number => Math.Pow(number - numbers.Average(), 2)));

    private sealed class Country
    {
        private readonly FeatureFigure _figure;
        private readonly double _size;
        private readonly double _missing;
        private readonly double _mean;
        private readonly double _deviation;

        public Country(IEnumerable<PopulationRow> rows, FeatureFigure figure, double size)
        {
            var blocks = rows.GroupBy(row => row.Block).Select(block => Numbers(block).ToArray()).ToArray();
            double[] all = [.. Numbers(rows)];
            (_figure, _size, _missing, _mean) = (figure, size, 1 - ((double)all.Length / rows.Count()), all.Average());
            _deviation = Math.Sqrt(blocks.Sum(block => block.Length * Math.Pow(Deviation(block), 2)) / all.Length);
            double[] values = [.. rows.GroupBy(row => row.Block).Select(Figure).Where(one => one is not null).Select(one => one!.Value.Value).Order()];
            Usual = figure == FeatureFigure.NullShare ? _missing : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
        }

        public double Usual { get; }

        public (double Value, double Variance, int Rows)? Figure(IEnumerable<PopulationRow> rows)
        {
            double[] numbers = [.. Numbers(rows)];
            var count = rows.Count();
            if (_figure == FeatureFigure.NullShare) return count < 10 ? null : (1 - ((double)numbers.Length / count), ((_missing * count) + 1) / (count + 2.0) / count, count);
            if (numbers.Length < 10) return null;
            var mean = numbers.Average();
            return _figure switch
            {
                FeatureFigure.Typical => (Sized(mean), Math.Pow(_deviation * Math.Max(Slope(mean), Slope(_mean)), 2) / numbers.Length, numbers.Length),
                FeatureFigure.Furthest => (Sized(numbers.Max(Math.Abs)), 0, numbers.Length),
                _ => (Math.Log(Math.Max(Spread(mean, Deviation(numbers)), Spread(_mean, _deviation) / 1000)), 1.0 / numbers.Length, numbers.Length),
            };
        }

        private double Sized(double mean) => Math.Asinh(Math.Sinh(mean) / _size);

        private double Spread(double mean, double deviation) => (Sized(mean + deviation) - Sized(mean - deviation)) / 2;

        private double Slope(double mean) => Math.Cosh(mean) / Math.Sqrt((_size * _size) + Math.Pow(Math.Sinh(mean), 2));
    }
}

/// <summary>A row.</summary>
internal sealed record PopulationRow(int Number, int Block, string? Country, double? Amount);
