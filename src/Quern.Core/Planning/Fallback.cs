using Quern.Time;
using Quern.Values;

namespace Quern.Planning;

/// <summary>What is answered in the place of a value that a deadline cut off: the last good value where it is wanted and there is one, else the constant where there is one.</summary>
/// <param name="IsLastGood">Whether the last good value is wanted.</param>
/// <param name="Within">How long ago that was answered at most; null for any time.</param>
/// <param name="Constant">The constant, of the column's own type; null for none.</param>
public sealed record Fallback(bool IsLastGood, Duration? Within, Value? Constant)
{
    /// <summary>The fallback as a person reads it: <c>last good within 5m, else 0</c>.</summary>
    public override string ToString()
    {
        var constant = Constant is { } value ? value.Type.Kind == ValueKind.String ? $"\"{value}\"" : value.ToString() : null;
        if (!IsLastGood) return constant ?? "";
        var last = Within is { } within ? $"last good within {within}" : "last good";
        return constant is null ? last : $"{last}, else {constant}";
    }
}
