using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>Logged rows by the places that they were asked for.</summary>
public sealed class ServedVectors
{
    /// <summary>Room for so many places; no row is found at any.</summary>
    public ServedVectors(ServedShape shape, int places)
    {
        Inputs = [.. shape.Inputs.Select(field => new ResultColumn(DataType.Scalar(field.Kind), places))];
        Outputs = [.. shape.Plan.Outputs.Select(output => new ResultColumn(output.Type, places))];
        Logged = [.. Outputs.Select(_ => new bool[places])];
        EventTimes = [.. shape.Plan.Reads.Select(_ => new long[places])];
        OnlineTo = [.. shape.Plan.Reads.Select(_ => new long[places])];
        At = new(DataType.Scalar(ValueKind.Timestamp), places);
    }

    /// <summary>The instants of the reads; null with the status <see cref="FeatureStatus.NotFound"/> at a place for which no row was found.</summary>
    public ResultColumn At { get; }

    /// <summary>The inputs, by <see cref="ServedShape.Inputs"/>.</summary>
    public IReadOnlyList<ResultColumn> Inputs { get; }

    /// <summary>The outputs with their statuses, by the service's outputs.</summary>
    public IReadOnlyList<ResultColumn> Outputs { get; }

    /// <summary>For each output, by place: whether the version that answered had it. Where not, its value is null with the status <see cref="FeatureStatus.NotFound"/>.</summary>
    public IReadOnlyList<bool[]> Logged { get; }

    /// <summary>For each read, by place: the event time that was told, in microseconds; 0 where none was.</summary>
    public IReadOnlyList<long[]> EventTimes { get; }

    /// <summary>For each read, by place: up to where online state had come, in microseconds, as <see cref="Serving.VectorBatch.OnlineTo"/> has it; 0 where that is not known.</summary>
    public IReadOnlyList<long[]> OnlineTo { get; }

    /// <summary>How many places have a row.</summary>
    public int Found { get; set; }
}
