namespace Quern.Engine.Usage;

/// <summary>What one thing was used for and took. What is shared by several is a part, and so need not be whole.</summary>
/// <param name="Name">The feature, view, service or consumer.</param>
public sealed record CostLine(string Name)
{
    /// <summary>Requests that were answered; 0 for features and views.</summary>
    public double Requests { get; init; }

    /// <summary>Values that rows of vectors needed.</summary>
    public double ReadValues { get; init; }

    /// <summary>Values that rows of training sets needed.</summary>
    public double TrainingValues { get; init; }

    /// <summary>Bytes of answers and of training sets.</summary>
    public double ServedBytes { get; init; }

    /// <summary>Time of reads, in ticks of 100 ns.</summary>
    public double ReadTicks { get; init; }

    /// <summary>Time of training sets.</summary>
    public double TrainingTicks { get; init; }

    /// <summary>Time of materializations.</summary>
    public double WriteTicks { get; init; }

    /// <summary>Events that came in.</summary>
    public double WrittenRows { get; init; }

    /// <summary>Records of online state that were written.</summary>
    public double WrittenRecords { get; init; }

    /// <summary>Bytes of those.</summary>
    public double WrittenBytes { get; init; }

    /// <summary>Records of online state that there are now.</summary>
    public double StoredRecords { get; init; }

    /// <summary>Bytes of those.</summary>
    public double StoredBytes { get; init; }

    /// <summary>All of the time.</summary>
    public TimeSpan Time => TimeSpan.FromTicks((long)(ReadTicks + TrainingTicks + WriteTicks));

    /// <summary>Both together, under the name of the first.</summary>
    public CostLine With(CostLine other) => this with
    {
        Requests = Requests + other.Requests,
        ReadValues = ReadValues + other.ReadValues,
        TrainingValues = TrainingValues + other.TrainingValues,
        ServedBytes = ServedBytes + other.ServedBytes,
        ReadTicks = ReadTicks + other.ReadTicks,
        TrainingTicks = TrainingTicks + other.TrainingTicks,
        WriteTicks = WriteTicks + other.WriteTicks,
        WrittenRows = WrittenRows + other.WrittenRows,
        WrittenRecords = WrittenRecords + other.WrittenRecords,
        WrittenBytes = WrittenBytes + other.WrittenBytes,
        StoredRecords = StoredRecords + other.StoredRecords,
        StoredBytes = StoredBytes + other.StoredBytes,
    };

    /// <summary>A part of it, under another name.</summary>
    public CostLine Part(string name, double share) => new(name)
    {
        Requests = Requests * share,
        ReadValues = ReadValues * share,
        TrainingValues = TrainingValues * share,
        ServedBytes = ServedBytes * share,
        ReadTicks = ReadTicks * share,
        TrainingTicks = TrainingTicks * share,
        WriteTicks = WriteTicks * share,
        WrittenRows = WrittenRows * share,
        WrittenRecords = WrittenRecords * share,
        WrittenBytes = WrittenBytes * share,
        StoredRecords = StoredRecords * share,
        StoredBytes = StoredBytes * share,
    };
}
