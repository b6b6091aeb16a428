using Quern.Engine.Served;
using Quern.Stores.Delta;
using Quern.Values;

namespace Quern.Stores.Served;

/// <summary>
/// What a service's table calls things. Names are those of the service; one that is taken gets a number. A table keeps a column for good: where it has one of this name with another type, from another
/// version of the service, the type is added to the name, so that no version is ever refused and none is read as another.
/// </summary>
internal sealed class ServedColumns
{
    public const string RequestId = LoggedTrainingSet.RequestIdColumn;
    public const string Row = LoggedTrainingSet.RowColumn;
    public const string At = LoggedTrainingSet.ServedAtColumn;
    public const string Version = "registry_version";
    public const string Code = "code_hash";

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase) { RequestId, Row, At, Version, Code };
    private readonly IReadOnlyList<DeltaColumn> _there;

    private ServedColumns(ServedShape shape, IReadOnlyList<DeltaColumn> there)
    {
        _there = there;
        Inputs = [.. shape.Inputs.Select(field => Name(field.Name, DataType.Scalar(field.Kind)))];
        EventTimes = [.. shape.Timed.Select(name => Name(name + "__event_time", DataType.Scalar(ValueKind.Timestamp)))];
        OnlineTo = [.. shape.Plan.Reads.Select(read => Name(read.Name + "__online_to", DataType.Scalar(ValueKind.Timestamp)))];
        Outputs = [.. shape.Plan.Outputs.Select(output => Output(output.Name, output.Type))];
    }

    /// <summary>Gets the columns of the shape's inputs.</summary>
    public IReadOnlyList<DeltaColumn> Inputs { get; }

    /// <summary>Gets the columns of the shape's event times.</summary>
    public IReadOnlyList<DeltaColumn> EventTimes { get; }

    /// <summary>Gets the columns that say up to where the state of each read had come.</summary>
    public IReadOnlyList<DeltaColumn> OnlineTo { get; }

    /// <summary>Gets the columns of the outputs' values and statuses.</summary>
    public IReadOnlyList<(DeltaColumn Value, DeltaColumn Status)> Outputs { get; }

    /// <summary>The columns of a shape.</summary>
    /// <param name="shape">What a row is.</param>
    /// <param name="there">The columns that the table has; none while there is no table.</param>
    public static ServedColumns Of(ServedShape shape, IReadOnlyList<DeltaColumn> there) => new(shape, there);

    private (DeltaColumn, DeltaColumn) Output(string name, DataType type)
    {
        var value = Name(name, type);
        return (value, Name(value.Name + "__status", DataType.Scalar(ValueKind.String)));
    }

    private DeltaColumn Name(string wanted, DataType type)
    {
        var delta = DeltaTypes.Of(type);
        var name = wanted;
        for (var number = 2; !_taken.Add(name); number++) name = $"{wanted}_{number}";
        var found = _there.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));
        if (found is null || found.Type == delta) return new(found?.Name ?? name, delta);
        var typed = $"{name}__{string.Concat(type.ToString().Select(letter => char.IsLetterOrDigit(letter) ? letter : letter == '?' ? 'n' : '_')).TrimEnd('_')}";
        _taken.Add(typed);
        return new(typed, delta);
    }
}
