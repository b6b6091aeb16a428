using Quern.Time;
using Quern.Values;

namespace Quern;

/// <summary>A constant that a service answers in the place of a value that a deadline cut off: a number, a text, a truth value or an instant, which C# makes one of by itself.</summary>
public readonly struct FallbackValue
{
    private FallbackValue(Value value) => Value = value;

    internal Value Value { get; }

    /// <summary>A real, for real features.</summary>
    public static implicit operator FallbackValue(double value) => new(Value.Of(value));

    /// <summary>A whole number, for whole and real features.</summary>
    public static implicit operator FallbackValue(long value) => new(Value.Of(value));

    /// <summary>A truth value.</summary>
    public static implicit operator FallbackValue(bool value) => new(Value.Of(value));

    /// <summary>A text.</summary>
    public static implicit operator FallbackValue(string value) => new(Value.Of(value));

    /// <summary>An instant.</summary>
    public static implicit operator FallbackValue(DateTimeOffset value) => new(Value.Of(Instant.From(value)));
}
