using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using Quern.Definitions.Expressions;
using Quern.Time;
using Quern.Values;

namespace Quern.Definitions;

/// <summary>What a feature's value is to be.</summary>
public abstract class FeatureRule
{
    private protected FeatureRule()
    {
    }

    /// <summary>The rule in canonical text.</summary>
    public abstract string Text { get; }

    /// <summary>Whether a value meets the rule; null meets every rule but the one that forbids it.</summary>
    /// <exception cref="Exception">Whatever a condition throws that somebody wrote.</exception>
    public virtual bool IsMet(Value value) => value.IsNull || IsMetByValue(value);

    /// <summary>What values the rule is for, as people call them.</summary>
    internal abstract string Wants { get; }

    /// <summary>Whether the rule is for values of a type.</summary>
    internal abstract bool Fits(DataType type);

    private protected abstract bool IsMetByValue(Value value);

    private protected static bool IsWhole(DataType type) => type is { Shape: DataShape.Scalar, Kind: ValueKind.Int32 or ValueKind.Int64 };

    private protected static bool IsReal(DataType type) => type is { Shape: DataShape.Scalar, Kind: ValueKind.Float32 or ValueKind.Float64 };

    /// <summary>That there is a value.</summary>
    internal sealed class NotNull : FeatureRule
    {
        public override string Text => "not null";

        internal override string Wants => "values";

        public override bool IsMet(Value value) => !value.IsNull;

        internal override bool Fits(DataType type) => true;

        private protected override bool IsMetByValue(Value value) => true;
    }

    /// <summary>That a number lies between two others, both included.</summary>
    internal sealed class Range(double least, double most) : FeatureRule
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");

        internal override string Wants => "numbers";

        internal override bool Fits(DataType type) => IsWhole(type) || IsReal(type);

        private protected override bool IsMetByValue(Value value) => (IsWhole(value.Type) ? value.AsInt64() : value.AsDouble()) is var number && number >= least && number <= most;
    }

    /// <summary>That a text is one of some.</summary>
    internal sealed class OneOfTexts(IReadOnlyList<string> values) : FeatureRule
    {
        private readonly HashSet<string> _values = [.. values];

        public override string Text => $"one of {JsonSerializer.Serialize(values)}";

        internal override string Wants => "texts";

        internal override bool Fits(DataType type) => type == DataType.Scalar(ValueKind.String);

        private protected override bool IsMetByValue(Value value) => _values.Contains(value.AsText());
    }

    /// <summary>That a whole number is one of some.</summary>
    internal sealed class OneOfNumbers(IReadOnlyList<long> values) : FeatureRule
    {
        private readonly HashSet<long> _values = [.. values];

        public override string Text => $"one of {JsonSerializer.Serialize(values)}";

        internal override string Wants => "whole numbers";

        internal override bool Fits(DataType type) => IsWhole(type);

        private protected override bool IsMetByValue(Value value) => _values.Contains(value.AsInt64());
    }

    /// <summary>That a condition is true of the value.</summary>
    internal sealed class Condition<T>(Expression<Func<T, bool>> condition) : FeatureRule
    {
        private readonly Func<T, bool> _isMet = condition.Compile();

        public override string Text { get; } = new CapturedValues().Visit(condition).ToString();

        internal override string Wants => typeof(T) == typeof(double) ? "numbers" : typeof(T) == typeof(long) ? "whole numbers" : typeof(T) == typeof(string) ? "texts"
            : typeof(T) == typeof(bool) ? "truth values" : typeof(T) == typeof(DateTimeOffset) ? "instants" : "double, long, string, bool or DateTimeOffset";

        internal override bool Fits(DataType type) => typeof(T) == typeof(double) ? IsWhole(type) || IsReal(type)
            : typeof(T) == typeof(long) ? IsWhole(type)
            : typeof(T) == typeof(string) ? type == DataType.Scalar(ValueKind.String)
            : typeof(T) == typeof(bool) ? type == DataType.Scalar(ValueKind.Boolean)
            : typeof(T) == typeof(DateTimeOffset) && type == DataType.Scalar(ValueKind.Timestamp);

        private protected override bool IsMetByValue(Value value) => _isMet((T)Of(value));

        private static object Of(Value value) => value.Type.Kind switch
        {
            ValueKind.Boolean => value.AsBoolean(),
            ValueKind.String => value.AsText(),
            ValueKind.Timestamp => new Instant(value.Bits).ToDateTimeOffset(),
            ValueKind.Float32 or ValueKind.Float64 => value.AsDouble(),
            _ when typeof(T) == typeof(double) => (double)value.AsInt64(),
            _ => value.AsInt64(),
        };
    }
}
