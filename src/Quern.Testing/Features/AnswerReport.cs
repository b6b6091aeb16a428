using System.Text;
using Quern.Planning;
using Quern.Values;

namespace Quern.Testing;

/// <summary>Says what is different and why: each feature expected beside its value, then the events that made the wrong ones.</summary>
internal static class AnswerReport
{
    private const int EventsShown = 10;

    /// <exception cref="FeatureExpectationException">The ways disagree, or a value is not as expected.</exception>
    public static void ThrowUnless(string where, ServicePlan service, IReadOnlyList<FeatureAnswer> answers, IReadOnlyDictionary<int, object?> expected)
    {
        if (answers.Where(answer => !answer.Agree).ToArray() is { Length: > 0 } torn) throw new FeatureExpectationException(Disagreement(where, torn));
        var lines = expected.Select(pair => Line.Of(service.Outputs[pair.Key], answers, pair.Value)).ToArray();
        if (lines.Any(line => !line.IsMet)) throw new FeatureExpectationException(Difference(where, lines));
    }

    private static string Disagreement(string where, FeatureAnswer[] torn)
    {
        var text = new StringBuilder().AppendLine($"THE WAYS OF COMPUTING DISAGREE: {where}. This is a fault in Quern, not in the test: please report it.");
        foreach (var answer in torn)
        {
            text.AppendLine($"  {answer.Name}");
            foreach (var (way, value, status) in answer.Ways) text.AppendLine($"    {way,-18} {ValueText.Of(value)}  ({status})");
            AppendEvents(text, answer);
        }

        return text.ToString().TrimEnd();
    }

    private static string Difference(string where, Line[] lines)
    {
        var width = lines.Max(line => line.Name.Length);
        var text = new StringBuilder().AppendLine($"{where} is not as expected:");
        foreach (var line in lines)
            text.AppendLine(line.IsMet
                ? $"    ok   {line.Name.PadRight(width)}  {line.Actual}"
                : $"    not  {line.Name.PadRight(width)}  expected {line.Expected}, actual {line.Actual}");
        foreach (var line in lines.Where(line => !line.IsMet)) AppendEvents(text, line.Answer);
        return text.ToString().TrimEnd();
    }

    private static void AppendEvents(StringBuilder text, FeatureAnswer answer)
    {
        if (answer.Input.Kind == InputKind.OnDemand) return;
        text.AppendLine(answer.Events.Count == 0 ? $"  no event is behind {answer.Name}" : $"  behind {answer.Name}:");
        foreach (var @event in answer.Events.Reverse().Take(EventsShown))
            text.AppendLine($"    {@event.Time}{(@event.KnownAt == @event.Time ? "" : $", known at {@event.KnownAt}")}{(@event.Argument.IsNull ? "" : $": {ValueText.Of(@event.Argument)}")}");
        if (answer.Events.Count > EventsShown) text.AppendLine($"    … and {answer.Events.Count - EventsShown} earlier");
    }

    private sealed record Line(string Name, FeatureAnswer Answer, string Expected, string Actual, bool IsMet)
    {
        public static Line Of(OutputColumn output, IReadOnlyList<FeatureAnswer> answers, object? expected)
        {
            var answer = answers.First(answer => answer.Input == output.Input);
            var (_, value, status) = answer.Ways[0];
            var actual = status == FeatureStatus.Present ? ValueText.Of(value) : $"{ValueText.Of(value)} ({status})";
            return new(output.Name, answer, ValueText.Of(expected), actual, ExpectedValue.IsMet(expected, value, status));
        }
    }
}
