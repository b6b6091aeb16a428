namespace Quern.Engine.Online;

/// <summary>Where a record lies among those of its kind: the time and the number among equal times in its key.</summary>
internal readonly record struct RecordPlace(long Time, uint Sequence) : IComparable<RecordPlace>
{
    public static RecordPlace First { get; } = new(long.MinValue, 0);

    public int CompareTo(RecordPlace other) => Time != other.Time ? Time.CompareTo(other.Time) : Sequence.CompareTo(other.Sequence);
}
