namespace Quern.Cli.Demo;

/// <summary>
/// A logistic regression, by gradient descent over standardised features: as plain a predictor as people use. What is missing counts as average.
/// </summary>
internal sealed class LogisticModel
{
    private const int Steps = 300;
    private const double Rate = 0.5;
    private readonly double[] _means;
    private readonly double[] _deviations;
    private readonly double[] _weights;

    private LogisticModel(double[] means, double[] deviations) => (_means, _deviations, _weights) = (means, deviations, new double[means.Length + 1]);

    /// <summary>Trains on rows from <paramref name="start"/> to <paramref name="end"/>, excluded.</summary>
    public static LogisticModel Train(double[][] features, bool[] labels, int start, int end)
    {
        var rows = end - start;
        double[] means = [.. features.Select(feature => feature[start..end].Where(double.IsFinite).DefaultIfEmpty().Average())];
        double[] deviations = [.. features.Select((feature, i) => Math.Sqrt(feature[start..end].Where(double.IsFinite).Select(x => (x - means[i]) * (x - means[i])).DefaultIfEmpty(1).Average()) + 1e-9)];
        var model = new LogisticModel(means, deviations);
        var gradient = new double[model._weights.Length];
        for (var step = 0; step < Steps; step++)
        {
            Array.Clear(gradient);
            for (var row = start; row < end; row++)
            {
                var error = model.Score(features, row) - (labels[row] ? 1 : 0);
                gradient[^1] += error;
                for (var i = 0; i < features.Length; i++) gradient[i] += error * model.Standard(features, i, row);
            }

            for (var i = 0; i < gradient.Length; i++) model._weights[i] -= Rate * gradient[i] / rows;
        }

        return model;
    }

    /// <summary>The probability that a row's label is true.</summary>
    public double Score(double[][] features, int row)
    {
        var sum = _weights[^1];
        for (var i = 0; i < features.Length; i++) sum += _weights[i] * Standard(features, i, row);
        return 1 / (1 + Math.Exp(-sum));
    }

    /// <summary>The area under the ROC curve for rows from <paramref name="start"/> on: how likely a late flight scores above one that is not, ties half.</summary>
    public double Auc(double[][] features, bool[] labels, int start)
    {
        var scores = Enumerable.Range(start, labels.Length - start).Select(row => (Score: Score(features, row), Late: labels[row])).OrderBy(item => item.Score).ToArray();
        var (ranks, positives) = (0.0, 0L);
        for (var i = 0; i < scores.Length;)
        {
            var end = i;
            while (end < scores.Length && scores[end].Score == scores[i].Score) end++;
            for (var tied = i; tied < end; tied++)
                if (scores[tied].Late)
                    (ranks, positives) = (ranks + ((i + 1 + end) / 2.0), positives + 1);
            i = end;
        }

        return (ranks - (positives * (positives + 1) / 2.0)) / (positives * (double)(scores.Length - positives));
    }

    private double Standard(double[][] features, int feature, int row)
    {
        var value = features[feature][row];
        return double.IsFinite(value) ? (value - _means[feature]) / _deviations[feature] : 0;
    }
}
