using Quern.Time;
using Quern.Values;

namespace Quern.Embedded;

/// <summary>
/// The features of a service for one entity, as of one instant. Never changes; safe for many threads. Features are named, or counted in the order of <see cref="Names"/>. Each typed access gives null
/// where there is no value, and throws <see cref="InvalidOperationException"/> where the feature is of another type.
/// </summary>
public sealed class FeatureVector
{
    private readonly VectorShape _shape;
    private readonly long[] _slots;
    private readonly byte[] _statuses;
    private readonly long[] _times;
    private readonly Value[]? _encoded;

    internal FeatureVector(VectorShape shape, Instant asOf, long[] slots, byte[] statuses, long[] times, Value[]? encoded) =>
        (_shape, AsOf, _slots, _statuses, _times, _encoded) = (shape, asOf.ToDateTimeOffset(), slots, statuses, times, encoded);

    /// <summary>The instant as of which it was read.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>The features' names, in the service's order.</summary>
    public IReadOnlyList<string> Names => _shape.Names;

    /// <summary>A value of any type; null (<see cref="Value.IsNull"/>) where there is none.</summary>
    /// <exception cref="KeyNotFoundException">There is no such feature; the message lists those there are.</exception>
    public Value this[string name] => this[_shape.PlaceOf(name)];

    /// <summary>A value by its place.</summary>
    public Value this[int place] => Status(place) != FeatureStatus.Present ? Value.Null
        : _shape.Outputs[place].Type.IsFixedWidth ? Value.OfBits(_shape.Outputs[place].Type.Kind, _slots[place])
        : _encoded![place];

    /// <summary>Whether there is a value, or why there is none.</summary>
    public FeatureStatus Status(string name) => Status(_shape.PlaceOf(name));

    /// <summary>The status by place.</summary>
    public FeatureStatus Status(int place) => (FeatureStatus)_statuses[place];

    /// <summary>The instant that a value is of: of an attribute its row's, of an aggregate that of the read; null where nothing was found, and of an on-demand feature.</summary>
    public DateTimeOffset? EventTime(string name) => _times[_shape.PlaceOf(name)] is not 0 and var time ? new Instant(time).ToDateTimeOffset() : null;

    /// <summary>A real, or a whole number as one.</summary>
    public double? Double(string name) => Double(_shape.PlaceOf(name));

    /// <summary>A real by place.</summary>
    public double? Double(int place) => Fixed(place, "a number", ValueKind.Float64, ValueKind.Float32, ValueKind.Int64, ValueKind.Int32) is { } bits
        ? _shape.Outputs[place].Type.Kind is ValueKind.Float32 or ValueKind.Float64 ? BitConverter.Int64BitsToDouble(bits) : bits
        : null;

    /// <summary>A whole number.</summary>
    public long? Int64(string name) => Int64(_shape.PlaceOf(name));

    /// <summary>A whole number by place.</summary>
    public long? Int64(int place) => Fixed(place, "a whole number", ValueKind.Int64, ValueKind.Int32);

    /// <summary>A truth value.</summary>
    public bool? Boolean(string name) => Fixed(_shape.PlaceOf(name), "a truth value", ValueKind.Boolean) is { } bits ? bits != 0 : null;

    /// <summary>An instant.</summary>
    public DateTimeOffset? Time(string name) => Fixed(_shape.PlaceOf(name), "an instant", ValueKind.Timestamp) is { } bits ? new Instant(bits).ToDateTimeOffset() : null;

    /// <summary>A text.</summary>
    public string? Text(string name)
    {
        var place = _shape.PlaceOf(name);
        Require(place, "text", ValueKind.String);
        return Status(place) == FeatureStatus.Present ? _encoded![place].AsText() : null;
    }

    private long? Fixed(int place, string wanted, params ReadOnlySpan<ValueKind> kinds)
    {
        Require(place, wanted, kinds);
        return Status(place) == FeatureStatus.Present ? _slots[place] : null;
    }

    private void Require(int place, string wanted, params ReadOnlySpan<ValueKind> kinds)
    {
        var type = _shape.Outputs[place].Type;
        if (type.Shape != DataShape.Scalar || !kinds.Contains(type.Kind)) throw new InvalidOperationException($"Feature '{Names[place]}' is {type}, not {wanted}; read it as a Value: vector[\"{Names[place]}\"].");
    }
}
