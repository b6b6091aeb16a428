using Quern.Schema;

namespace Quern.Engine.Streams;

/// <summary>Events that somebody pushed together and waits for.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Events">The events that could be read, with all fields of the source's record.</param>
/// <param name="Refused">Those that could not.</param>
/// <param name="Feed">What they were read from, and how far; null when they were pushed.</param>
internal sealed record Submission(string Stream, EventBatch Events, IReadOnlyList<Refusal> Refused, FeedPosition? Feed)
{
    private readonly HashSet<int> _unread = [.. Refused.Select(refusal => refusal.Index)];

    public TaskCompletionSource<PushReport> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The place of a row of <see cref="Events"/> among all that were pushed.</summary>
    public int IndexOf(int row)
    {
        if (_unread.Count == 0) return row;
        var index = -1;
        for (var left = row; left >= 0; left--)
            do index++;
            while (_unread.Contains(index));
        return index;
    }
}
