using System.Globalization;

namespace Quern.Testing.Kits;

/// <summary>What a kit has written into a log, and what a stream must have of it.</summary>
/// <param name="place">The log.</param>
/// <param name="random">Makes the events.</param>
internal sealed class FeedLog(IFeedSourcePlace place, Random random)
{
    private readonly List<KitEvent>[] _parts = [.. Enumerable.Range(0, place.Parts).Select(_ => new List<KitEvent>())];
    private int _unreadable;
    private int _empty;
    private int _next;

    public static DateTimeOffset Start { get; } = new(2024, 5, 1, 0, 0, 0, TimeSpan.Zero);

    public long Events => _parts.Sum(part => part.Count);

    /// <summary>Writes events into every part.</summary>
    public void Write(int countOfEach)
    {
        for (var part = 0; part < _parts.Length; part++) Write(part, countOfEach);
    }

    /// <summary>Writes events into a part.</summary>
    public void Write(int part, int count, Func<KitEvent, KitEvent>? change = null)
    {
        var events = Make(part, count, change);
        place.Write(part, events);
        _parts[part].AddRange(events);
    }

    /// <summary>Writes a record that cannot be read; false where the log cannot hold one.</summary>
    public bool WriteUnreadable(int part)
    {
        if (!place.WriteUnreadable(part)) return false;
        _unreadable++;
        return true;
    }

    /// <summary>Writes a record without an event; false where the log cannot hold one.</summary>
    public bool WriteEmpty(int part)
    {
        if (!place.WriteEmpty(part)) return false;
        _empty++;
        return true;
    }

    /// <summary>Writes events that are gone before anybody reads them; false where the log loses nothing.</summary>
    public bool Lose(int part, int count) => place.Lose(part, Make(part, count, null));

    /// <summary>Whether a stream has as much as was written, or more.</summary>
    public bool IsIn(FedStream stream) => stream.Events >= Events && stream.Refused.Count >= _unreadable && stream.Skipped >= _empty;

    /// <summary>What a stream has and what it should.</summary>
    public string Compare(FedStream stream) =>
        $"of {Events} events, {_unreadable} records that cannot be read and {_empty} empty ones the stream has {stream.Events}, {stream.Refused.Count} and {stream.Skipped}";

    /// <summary>Fails unless a stream has every record once, those of a part in their order.</summary>
    public void Holds(FedStream stream)
    {
        KitFailure.Unless((stream.Events, stream.Refused.Count, stream.Skipped) == (Events, _unreadable, _empty), Compare(stream));
        var lines = stream.Lines().ToLookup(PartOf);
        for (var part = 0; part < _parts.Length; part++)
        {
            var (actual, expected) = (Ordered(lines[part]), Ordered(stream.LinesOf(_parts[part])));
            var first = actual.Zip(expected).FirstOrDefault(pair => pair.First != pair.Second);
            KitFailure.Unless(actual.SequenceEqual(expected), $"part {part} has {actual.Length} events of {expected.Length}; the first that differs is '{first.First}', where '{first.Second}' is expected");
        }
    }

    private string[] Ordered(IEnumerable<string> lines) => place.KeepsOrder ? [.. lines] : [.. lines.Order(StringComparer.Ordinal)];

    // The key comes after the time.
    private static int PartOf(string line) => int.Parse(line.Split('|')[1].Split(' ')[0], CultureInfo.InvariantCulture);

    private KitEvent[] Make(int part, int count, Func<KitEvent, KitEvent>? change) => [.. Enumerable.Range(0, count).Select(_ => Event(part)).Select(made => change?.Invoke(made) ?? made)];

    private KitEvent Event(int part) => new()
    {
        At = Start.AddSeconds(random.Next(1_000_000)).AddMicroseconds(random.Next(1_000_000)),
        Key = string.Create(CultureInfo.InvariantCulture, $"{part} {_next++}"),
        Whole = random.Next(5) == 0 ? null : random.NextInt64(long.MinValue, long.MaxValue),
        Real = random.Next(5) == 0 ? null : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12)),
        Flag = random.Next(3) switch { 0 => null, 1 => true, _ => false },
        Text = random.Next(5) == 0 ? null : $"text {random.Next(50)} \"quoted\" \\ Zürich ☃\n",
    };
}
