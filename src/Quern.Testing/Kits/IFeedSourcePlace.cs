using Quern.Engine.Feeds;

namespace Quern.Testing.Kits;

/// <summary>
/// Where a log of <see cref="KitEvent"/>s is that feeds a stream; nothing is in it at first. A record has a member for each of the columns <c>at</c>, <c>key</c>, <c>whole</c>, <c>real</c>, <c>flag</c> and
/// <c>text</c>. Disposing it removes what is there.
/// </summary>
public interface IFeedSourcePlace : IDisposable
{
    /// <summary>The log as settings describe it: each time as another process has it.</summary>
    IFeedSource Source { get; }

    /// <summary>A log of the same system that is not there, such as a topic that nobody has made.</summary>
    IFeedSource Missing { get; }

    /// <summary>How many parts the log is in, each with an order of its own.</summary>
    int Parts => 1;

    /// <summary>Whether events of a part come in the order in which they were written; false where a table's rows are read first, which have none.</summary>
    bool KeepsOrder => true;

    /// <summary>Appends events to a part, in this order. When it returns the log has them.</summary>
    /// <param name="part">Which, from 0.</param>
    /// <param name="events">The events, each with a key of its own.</param>
    void Write(int part, IReadOnlyList<KitEvent> events);

    /// <summary>Appends a record that ought to be an event and is none, such as a text that is no JSON.</summary>
    /// <param name="part">Which, from 0.</param>
    /// <returns>False where the log cannot hold one.</returns>
    bool WriteUnreadable(int part) => false;

    /// <summary>Appends a record that holds no event and is not meant to, such as a tombstone.</summary>
    /// <param name="part">Which, from 0.</param>
    /// <returns>False where the log cannot hold one.</returns>
    bool WriteEmpty(int part) => false;

    /// <summary>Appends events to a part and removes them before anybody reads them, as retention does. No reader is open.</summary>
    /// <param name="part">Which, from 0.</param>
    /// <param name="events">The events.</param>
    /// <returns>False where the log loses nothing.</returns>
    bool Lose(int part, IReadOnlyList<KitEvent> events) => false;

    /// <summary>Ends all connections to the log, and keeps it out of reach until it is disposed. Nothing is written meanwhile.</summary>
    /// <returns>Null where it is always there.</returns>
    IDisposable? Away() => null;

    /// <summary>What there is beside events that somebody might make who only wants to look: topics, groups, slots.</summary>
    /// <returns>Null where it cannot be told.</returns>
    string? Inventory() => null;
}
