using System.Text.Json;
using Quern.Engine.Online;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <summary>An event that was refused, or that came too late for a view, kept where it can be looked at, mended and pushed again.</summary>
/// <param name="Number">Its number, ascending.</param>
/// <param name="Stream">The stream that it was pushed to.</param>
/// <param name="At">When.</param>
/// <param name="Code">The code of the reason.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Event">The event as text: JSON where it was.</param>
public sealed record DeadLetter(long Number, string Stream, Instant At, string Code, string Reason, string Event)
{
    private const string TooLate = "QRN4036";

    /// <summary>Gets whether the log has it, and only views are without it: there is nothing to push again.</summary>
    public bool IsLate => Code == TooLate;

    /// <summary>Gets the event in one line: ends of lines can stand only between the members of an event.</summary>
    public string Line => Event.ReplaceLineEndings(" ");

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(new Stored(Stream, At.Microseconds, Code, Reason, Event));

    internal static DeadLetter Read(long number, ReadOnlySpan<byte> json)
    {
        var stored = JsonSerializer.Deserialize<Stored>(json)!;
        return new(number, stored.Stream, new(stored.At), stored.Code, stored.Reason, stored.Event);
    }

    private sealed record Stored(string Stream, long At, string Code, string Reason, string Event);
}

/// <summary>The dead letters of all streams.</summary>
public static class DeadLetters
{
    private const int BatchEvents = 500;

    /// <summary>Those that can be pushed again, as they are pushed together: each batch is of one stream.</summary>
    public static IEnumerable<IReadOnlyList<DeadLetter>> Batches(IEnumerable<DeadLetter> letters) => letters.Where(letter => !letter.IsLate).GroupBy(letter => letter.Stream).SelectMany(stream => stream.Chunk(BatchEvents));

    /// <summary>Lists them, oldest first.</summary>
    /// <param name="store">The store of the streams.</param>
    /// <param name="stream">Only those of one stream; null for all.</param>
    public static IReadOnlyList<DeadLetter> List(IOnlineStore store, string? stream = null)
    {
        var letters = new List<DeadLetter>();
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        snapshot.Seek(StreamPartition.DeadLetters, default);
        while (snapshot.Next(out var key, out var value))
        {
            var letter = DeadLetter.Read(StreamPartition.SequenceOf(key), value);
            if (stream is null || letter.Stream == stream) letters.Add(letter);
        }

        return letters;
    }

    /// <summary>How many there are, and the latest of them, the last first; no more than these are held at once.</summary>
    /// <param name="store">The store of the streams.</param>
    /// <param name="count">How many at most.</param>
    public static (int Total, IReadOnlyList<DeadLetter> Letters) Latest(IOnlineStore store, int count)
    {
        var (total, latest) = (0, new Queue<DeadLetter>());
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        snapshot.Seek(StreamPartition.DeadLetters, default);
        while (snapshot.Next(out var key, out var value))
        {
            total++;
            latest.Enqueue(DeadLetter.Read(StreamPartition.SequenceOf(key), value));
            if (latest.Count > count) latest.Dequeue();
        }

        return (total, [.. latest.Reverse()]);
    }

    /// <summary>Those of some numbers that are still there, oldest first.</summary>
    /// <param name="store">The store of the streams.</param>
    /// <param name="numbers">Their numbers, in any order.</param>
    public static IReadOnlyList<DeadLetter> Find(IOnlineStore store, IEnumerable<long> numbers)
    {
        var letters = new List<DeadLetter>();
        Span<byte> from = stackalloc byte[StreamPartition.SequenceLength];
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        foreach (var number in numbers.Distinct().Order())
        {
            snapshot.Seek(StreamPartition.DeadLetters, StreamPartition.Sequence(from, number));
            if (snapshot.Next(out var key, out var value) && StreamPartition.SequenceOf(key) == number) letters.Add(DeadLetter.Read(number, value));
        }

        return letters;
    }

    /// <summary>Removes some of them.</summary>
    public static void Remove(IOnlineStore store, IEnumerable<long> numbers)
    {
        Span<byte> from = stackalloc byte[StreamPartition.SequenceLength];
        Span<byte> end = stackalloc byte[StreamPartition.SequenceLength];
        using var write = store.BeginWrite();
        foreach (var number in numbers) write.Delete(StreamPartition.DeadLetters, StreamPartition.Sequence(from, number), StreamPartition.Sequence(end, number + 1));
        write.Commit();
    }

    internal static void Add(IOnlineWrite write, string stream, Instant at, Refusal refusal)
    {
        Span<byte> key = stackalloc byte[StreamPartition.SequenceLength];
        key.Fill(byte.MaxValue);
        write.SeekBefore(StreamPartition.DeadLetters, key);
        var number = write.Next(out var last, out _) ? StreamPartition.SequenceOf(last) + 1 : 0;
        write.Put(StreamPartition.DeadLetters, StreamPartition.Sequence(key, number), new DeadLetter(number, stream, at, refusal.Code, refusal.Reason, refusal.Event).Write());
    }
}
