using System.Globalization;
using Quern.Drift;

namespace Quern.Engine.Monitoring;

/// <summary>Figures that are watched, as people understand them: numbers of rows and typical values instead of logarithms.</summary>
public static class SignalText
{
    /// <summary>What went wrong: <c>unit change</c>.</summary>
    public static string Name(Cause cause) => string.Concat(cause.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString().ToLowerInvariant()));

    /// <summary>Of which rows or field: <c>delay where origin is SEA</c>.</summary>
    public static string Where(Signal signal) => $"{signal.Field ?? "rows"}{(signal.Slice is null ? "" : $" where {signal.By} is {signal.Slice}")}";

    /// <summary>A figure that moved: what was found, what was expected, and how unusual that is.</summary>
    public static string Text(Shift shift) =>
        string.Create(CultureInfo.InvariantCulture, $"{Name(shift.Signal.Kind)} {Value(shift.Signal, shift.Found)}, expected {Value(shift.Signal, shift.Expected)}; {Math.Abs(shift.Step):0.0} times its usual step{(shift.Lasts ? ", and so in the bucket before" : "")}");

    /// <summary>What is watched: <c>share of rows</c>.</summary>
    public static string Name(SignalKind kind) => kind switch
    {
        SignalKind.Volume => "rows",
        SignalKind.Repeats => "rows that repeat another",
        SignalKind.Hours => "distance of the hours",
        SignalKind.NullRate => "nulls",
        SignalKind.NotFinite => "not finite",
        SignalKind.Level => "typical value",
        SignalKind.Trend => "change over weeks",
        SignalKind.Spread => "spread",
        SignalKind.Distinct => "distinct values",
        SignalKind.Shape => "distance of the distribution",
        SignalKind.Share => "share of rows",
        _ => "new values",
    };

    /// <summary>The figure in its natural form.</summary>
    public static double Plain(Signal signal, double value) => signal.Kind switch
    {
        SignalKind.Volume => Math.Max(0, Math.Round(Math.Exp(value) - 0.5)),
        SignalKind.Distinct => Math.Round(Math.Exp(value)),
        SignalKind.Share or SignalKind.Spread => Math.Exp(value),
        SignalKind.Level when signal.Slice is null => Math.Sinh(value),
        _ => value,
    };

    /// <summary>The same as text.</summary>
    public static string Value(Signal signal, double value) => signal.Kind switch
    {
        SignalKind.Volume or SignalKind.Distinct => Plain(signal, value).ToString("N0", CultureInfo.InvariantCulture),
        SignalKind.Share or SignalKind.NullRate or SignalKind.Repeats or SignalKind.NotFinite or SignalKind.NewValues => Plain(signal, value).ToString("0.00 %", CultureInfo.InvariantCulture),
        // Of a category the distance from all rows: a factor, far from zero.
        SignalKind.Level when signal.Slice is not null => string.Create(CultureInfo.InvariantCulture, $"{Math.Exp(value):0.###} times that of all rows"),
        SignalKind.Trend => string.Create(CultureInfo.InvariantCulture, $"times {Math.Exp(value):0.###}"),
        _ => Plain(signal, value).ToString("0.###", CultureInfo.InvariantCulture),
    };
}
