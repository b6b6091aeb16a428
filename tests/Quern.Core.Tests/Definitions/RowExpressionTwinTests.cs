using System.Linq.Expressions;

namespace Quern.Definitions.Tests;

/// <summary>The compiled loop against its slow twin: the user's own lambda, run on a record for each row.</summary>
public sealed class RowExpressionTwinTests
{
    private const long Limit = 15;

    private static readonly DateTimeOffset Epoch = new(2001, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Loop_OverRandomRows_GivesTheBitsOfTheLambda()
    {
        var captured = 7;
        var word = "ORD";
        List<Action<int>> checks =
        [
            Same(r => r.Whole), Same(r => r.MaybeWhole), Same(r => r.Text), Same(r => r.MaybeText), Same(r => r.Time), Same(r => r.Plain), Same(r => r.Original),
            Same(r => r.Whole > 15), Same(r => r.Whole > Limit), Same(r => r.Small > captured), Same(r => r.MaybeWhole > 3), Same(r => r.Real >= 15), Same(r => r.Single < 1),
            Same(r => r.Whole + r.Small * 3 - r.Original), Same(r => r.Whole / 7), Same(r => r.Whole % 7), Same(r => -r.Small), Same(r => +r.Whole),
            Same(r => r.MaybeWhole + r.Whole), Same(r => r.MaybeSmall * 2), Same(r => -r.MaybeWhole), Same(r => r.MaybeReal / r.Whole), Same(r => r.MaybeWhole == null),
            Same(r => r.MaybeWhole == r.Original), Same(r => r.MaybeWhole != 3), Same(r => r.Flag && r.Whole > 0), Same(r => r.Flag || !r.Flag), Same(r => r.MaybeFlag & r.Flag),
            Same(r => r.MaybeFlag | r.Flag), Same(r => r.Flag ^ r.Whole > 0), Same(r => !r.MaybeFlag), Same(r => r.MaybeFlag == true), Same(r => r.MaybeFlag ?? r.Flag),
            Same(r => r.MaybeWhole ?? -1), Same(r => r.MaybeText ?? "none"), Same(r => r.MaybeReal ?? r.Real), Same(r => r.MaybeTime ?? r.Time), Same(r => r.MaybeWhole ?? r.MaybeSmall),
            Same(r => r.MaybeWhole.HasValue ? r.MaybeWhole.Value : 0L), Same(r => r.MaybeWhole.GetValueOrDefault()), Same(r => r.MaybeReal.GetValueOrDefault(2.5)),
            Same(r => r.Flag ? r.MaybeText : r.Text), Same(r => r.Flag ? null : r.MaybeText), Same(r => r.Flag ? (long?)r.Whole : null), Same(r => (double)r.Whole), Same(r => (float)r.Real),
            Same(r => (int)r.Whole), Same(r => (long)r.Small), Same(r => (double?)r.MaybeSmall), Same(r => r.Single + r.Real), Same(r => r.Whole / 8.0),
            Same(r => Math.Max(r.Whole, 0)), Same(r => Math.Abs(r.Small)), Same(r => Math.Sqrt(r.Real)), Same(r => Math.Round(r.Real, 1)), Same(r => Math.Clamp(r.Small, -5, 5)),
            Same(r => Math.Log(r.Real) + Math.Pow(r.Real, 2)), Same(r => Math.Floor(r.Real)), Same(r => Math.Sign(r.Whole)), Same(r => Math.Min(r.Single, 2f)),
            Same(r => r.Text == "ORD"), Same(r => r.Text != word), Same(r => r.MaybeText == null), Same(r => r.MaybeText == r.Text), Same(r => r.Text.Length), Same(r => r.Text.ToUpperInvariant()),
            Same(r => r.Text.ToLowerInvariant() == "ord"), Same(r => r.Text.Trim()), Same(r => r.Text.StartsWith("OR", StringComparison.Ordinal)), Same(r => r.Text.EndsWith("D", StringComparison.Ordinal)),
            Same(r => r.Text.Contains("R")), Same(r => r.Text.Contains('R')), Same(r => r.Text.StartsWith('O')), Same(r => r.Text.Length > 1 ? r.Text.Substring(1) : r.Text),
            Same(r => r.Text.Length > 2 ? r.Text.Substring(0, 2) : null), Same(r => r.Text + "-" + r.MaybeText), Same(r => string.IsNullOrEmpty(r.MaybeText)), Same(r => string.Concat(r.Text, "x", word)),
            Same(r => r.Time.AddMinutes(r.Whole)), Same(r => r.Time.AddMinutes(Math.Max(r.Whole, 0) + r.Small / 8.0)), Same(r => r.Time.AddDays(-1.5)),
            Same(r => r.Time - TimeSpan.FromHours(2)), Same(r => (r.Time - Epoch).TotalHours), Same(r => (r.MaybeTime - r.Time) != null), Same(r => r.Time > Epoch), Same(r => r.MaybeTime >= Epoch),
            Same(r => r.Time.Hour + r.Time.Minute * 60), Same(r => r.Time.DayOfWeek == DayOfWeek.Monday), Same(r => (int)r.Time.DayOfWeek), Same(r => r.Time.Year * 10000 + r.Time.Month * 100 + r.Time.Day),
            Same(r => r.Time.ToUnixTimeSeconds()), Same(r => r.Time.ToUnixTimeMilliseconds()), Same(r => DateTimeOffset.FromUnixTimeSeconds(r.Whole)), Same(r => DateTimeOffset.FromUnixTimeMilliseconds(r.Small)),
            Same(r => r.Plain.AddHours(1)), Same(r => r.Plain.Hour), Same(r => (r.Plain - new DateTime(2001, 1, 1)).TotalDays), Same(r => r.Time + TimeSpan.FromSeconds(r.Real > 10 && r.Real < 20 ? r.Real : 1)),
            Same(r => 1), Same(r => "constant"), Same(r => (string?)null), Same(r => Epoch), Same(r => captured * 2 + r.Whole),
        ];
        for (var seed = 1; seed <= 20; seed++)
            foreach (var check in checks)
                check(seed);
    }

    private static Action<int> Same<T>(Expression<Func<Sample, T>> lambda)
    {
        var (expression, twin) = (SampleRows.Create(lambda), lambda.Compile());
        return seed =>
        {
            var rows = SampleRows.Random(new Random(seed), seed * 5);
            var column = expression.Evaluate(SampleRows.Batch(rows, expression.Fields));
            column.Kind.ShouldBe(expression.Kind);
            column.Count.ShouldBe(rows.Count);
            for (var i = 0; i < rows.Count; i++)
            {
                var expected = SampleRows.ToValue(twin(rows[i]));
                if (!column[i].Equals(expected)) Assert.Fail($"{lambda}: row {i} with seed {seed} gives {column[i]}, not {expected}; row {rows[i]}");
                if (!expression.Nullable) column.IsNull(i).ShouldBeFalse(lambda.ToString());
            }
        };
    }
}
