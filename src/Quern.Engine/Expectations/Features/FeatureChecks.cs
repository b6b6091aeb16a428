using Quern.Definitions;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Expectations.Features;

/// <summary>Judges values of features by what their views expect of them, while a training set is made or as they are at an instant. For one thread.</summary>
internal sealed class FeatureChecks
{
    private const int Shown = 3;
    private const int LongestText = 60;

    private readonly List<Tally> _tallies = [];

    /// <summary>Checks of the features that a service returns; what lookups and on-demand methods give is not of a view.</summary>
    public FeatureChecks(ServicePlan service)
    {
        foreach (var (output, place) in service.Outputs.Select((output, place) => (output, place)))
            if (output.Input is { Kind: InputKind.Feature, Read: var read, Index: var index } && service.Reads[read] is var view)
                foreach (var expectation in view.View.Definition.Expectations.Where(expectation => expectation.Feature == view.View.Features[view.Features[index]].Name))
                    _tallies.Add(new(view.View.Reference, expectation, output.Name, place));
    }

    /// <summary>Judges the rows of one part.</summary>
    /// <param name="first">The place of the part's first row.</param>
    /// <param name="outputs">The values of each output of the service.</param>
    /// <param name="counts">For each output by row whether its value is judged; null where all are.</param>
    /// <param name="name">What a row of the part is called; null for its number.</param>
    /// <param name="looked">The values of the same rows when somebody last looked at them, asked for where one fails that would pause; null where nobody has.</param>
    public void Add(long first, IReadOnlyList<ResultColumn> outputs, IReadOnlyList<bool[]>? counts = null, Func<int, string>? name = null, LookedValues? looked = null)
    {
        foreach (var tally in _tallies) tally.Add(first, outputs[tally.Output], counts?[tally.Output], name, looked);
    }

    /// <summary>What came of each expectation, in the order of the service's features.</summary>
    public IReadOnlyList<FeatureOutcome> Outcomes() => [.. _tallies.Select(tally => tally.Outcome())];

    private sealed class Tally(string view, FeatureExpectation expectation, string column, int output)
    {
        private readonly List<FailedValue> _first = [];
        private long _rows;
        private long _failed;
        private long _new;
        private FailedValue? _firstNew;

        public int Output => output;

        public void Add(long first, ResultColumn values, bool[]? counts, Func<int, string>? name, LookedValues? looked)
        {
            for (var row = 0; row < values.Count; row++)
            {
                if (counts is not null && !counts[row]) continue;
                _rows++;
                var value = values[row];
                if (IsMet(value, out var trouble)) continue;
                _failed++;
                var isNew = expectation.OnFail == OnFail.Pause && looked?.Excuses(output, row, value, then => !IsMet(then, out _)) != true;
                if (isNew) _new++;
                var (isShown, isFirstNew) = (_failed <= Shown, isNew && _new == 1);
                if (!isShown && !isFirstNew) continue;
                var failed = new FailedValue(first + row + 1, Text(value), trouble) { Entity = name?.Invoke(row) };
                if (isShown) _first.Add(failed);
                if (isFirstNew) _firstNew = failed;
            }
        }

        public FeatureOutcome Outcome() => new(view, expectation, column, _rows, _failed) { First = [.. _first], New = _new, FirstNew = _firstNew };

        private bool IsMet(Value value, out string? trouble)
        {
            trouble = null;
            try
            {
                return expectation.Rule.IsMet(value);
            }
#pragma warning disable CA1031 // Somebody else's code: whatever it throws, the value fails, and the training set is made.
            catch (Exception e)
#pragma warning restore CA1031
            {
                trouble = e.Message;
                return false;
            }
        }

        private static string Text(Value value)
        {
            var text = value.IsNull ? "null" : value.ToString();
            return text.Length > LongestText ? text[..LongestText] + "…" : text;
        }
    }
}
