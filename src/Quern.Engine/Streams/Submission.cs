using Quern.Schema;

namespace Quern.Engine.Streams;

/// <summary>Events that somebody pushed together and waits for.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Events">The events that could be read, with all fields of the source's record.</param>
/// <param name="Refused">Those that could not.</param>
/// <param name="Feed">What they were read from, and how far; null when they were pushed.</param>
internal sealed record Submission(string Stream, EventBatch Events, IReadOnlyList<Refusal> Refused, FeedPosition? Feed)
{
    public TaskCompletionSource<PushReport> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets when it came, by the timer of whoever takes it.</summary>
    public long Received { get; init; }

    // Where each row of the whole stands among all that were pushed; null where none was refused before.
    private int[]? Places { get; init; } = PlacesOf(Events.Count, Refused);

    // Of a part: the row of the whole that is its first.
    private int FirstRow { get; init; }

    /// <summary>The same push with other events: some were made to fit the definitions, some are refused.</summary>
    public Submission With(EventBatch events, IReadOnlyList<Refusal> refused) =>
        this with { Events = events, Refused = [.. Refused, .. refused], Places = PlacesOf(events.Count, [.. Refused, .. refused]) };

    /// <summary>Some rows of it, from one to another one, excluded; the first part has the refused ones too.</summary>
    public Submission Part(int from, int end)
    {
        var events = new EventBatch(Events.Schema);
        events.AppendSelected(Events, [.. Enumerable.Range(from, end - from)]);
        return this with { Events = events, Refused = from == 0 ? Refused : [], FirstRow = from };
    }

    /// <summary>The place of a row of <see cref="Events"/> among all that were pushed.</summary>
    public int IndexOf(int row) => Places is null ? FirstRow + row : Places[FirstRow + row];

    private static int[]? PlacesOf(int rows, IReadOnlyCollection<Refusal> refused)
    {
        if (refused.Count == 0) return null;
        var unread = refused.Select(refusal => refusal.Index).ToHashSet();
        return [.. Enumerable.Range(0, rows + unread.Count).Where(place => !unread.Contains(place)).Take(rows)];
    }
}
