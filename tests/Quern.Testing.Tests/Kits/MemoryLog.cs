using System.Text.Json;
using Quern.Engine.Feeds;
using Quern.Testing.Kits;

namespace Quern.Testing.Tests.Kits;

/// <summary>A log in memory, in two parts: each a list of texts, of which the first may be gone.</summary>
/// <param name="fault">What its readers do wrong.</param>
internal sealed class MemoryLog(Fault fault) : IFeedSourcePlace
{
    private readonly Lock _lock = new();
    private readonly (List<string?> Records, int Gone)[] _parts = [([], 0), ([], 0)];

    public IFeedSource Source => new MemoryFeed(this, "events", fault);

    public IFeedSource Missing => new MemoryFeed(this, "nothing", fault);

    public int Parts => _parts.Length;

    /// <summary>What exists, by name.</summary>
    public SortedSet<string> Topics { get; } = ["events"];

    public bool IsAway { get; private set; }

    /// <summary>What a reader has remembered beside the stream.</summary>
    public int[] Remembered { get; } = new int[2];

    public void Write(int part, IReadOnlyList<KitEvent> events)
    {
        foreach (var e in events) Add(part, JsonSerializer.Serialize(new { at = e.At, key = e.Key, whole = e.Whole, real = e.Real, flag = e.Flag, text = e.Text }));
    }

    public bool WriteUnreadable(int part) => Add(part, "no event");

    public bool WriteEmpty(int part) => Add(part, null);

    public bool Lose(int part, IReadOnlyList<KitEvent> events)
    {
        Write(part, events);
        lock (_lock) _parts[part].Gone = _parts[part].Records.Count;
        return true;
    }

    public IDisposable Away()
    {
        IsAway = true;
        return new Return(this);
    }

    public string Inventory() => string.Join(' ', Topics);

    /// <summary>Where a part begins and ends.</summary>
    public (int Gone, int End) EndsOf(int part)
    {
        lock (_lock) return (_parts[part].Gone, _parts[part].Records.Count);
    }

    public string? Read(int part, int offset)
    {
        lock (_lock) return _parts[part].Records[offset];
    }

    public void Dispose()
    {
    }

    private bool Add(int part, string? record)
    {
        lock (_lock) _parts[part].Records.Add(record);
        return true;
    }

    private sealed class Return(MemoryLog log) : IDisposable
    {
        public void Dispose() => log.IsAway = false;
    }
}

/// <summary>A promise that a reader breaks.</summary>
public enum Fault
{
    /// <summary>None.</summary>
    None,

    /// <summary>It begins where the last reader had read, and not where the stream stands.</summary>
    Remembers,

    /// <summary>It begins at the beginning.</summary>
    BeginsAnew,

    /// <summary>It gives the last first.</summary>
    TurnsAround,

    /// <summary>It passes over what cannot be read.</summary>
    HidesTheUnreadable,

    /// <summary>It says of no event where it lies.</summary>
    NamesNoPlace,

    /// <summary>It does not count what is empty.</summary>
    HidesTheEmpty,

    /// <summary>It comes back at once, though nothing is there.</summary>
    DoesNotWait,

    /// <summary>It fills a batch that somebody has in hand.</summary>
    FillsOn,

    /// <summary>It reads for the definitions that there were when it connected.</summary>
    KeepsDefinitions,

    /// <summary>It says nothing of a log that is out of reach.</summary>
    HidesOutages,

    /// <summary>It says nothing of what the log has lost.</summary>
    HidesLosses,

    /// <summary>It makes what is not there.</summary>
    MakesTopics,
}
