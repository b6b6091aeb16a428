namespace Quern.Time;

/// <summary>The instants from <paramref name="Start"/>, included, to <paramref name="End"/>, excluded. Empty when the end is not after the start.</summary>
/// <param name="Start">The first instant inside.</param>
/// <param name="End">The first instant after it.</param>
public readonly record struct Interval(Instant Start, Instant End)
{
    /// <summary>Whether no instant is inside.</summary>
    public bool IsEmpty => End <= Start;

    /// <summary>Whether the instant is inside.</summary>
    public bool Contains(Instant instant) => instant >= Start && instant < End;

    /// <summary>What is in both; empty when nothing is.</summary>
    public Interval Intersect(Interval other) => new(Start > other.Start ? Start : other.Start, End < other.End ? End : other.End);

    /// <inheritdoc/>
    public override string ToString() => $"[{Start}, {End})";
}
