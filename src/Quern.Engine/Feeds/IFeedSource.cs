namespace Quern.Engine.Feeds;

/// <summary>A log of somebody else's that feeds a stream, as settings describe it. It can be opened again and again.</summary>
public interface IFeedSource
{
    /// <summary>What kind of log it is, as the settings call it.</summary>
    string Kind { get; }

    /// <summary>What people call it, such as <c>topic 'orders'</c>.</summary>
    string Name { get; }

    /// <summary>The columns of the stream's record that are filled from beside the event, such as a message's key.</summary>
    IReadOnlyCollection<string> Columns { get; }

    /// <summary>Checks what no waiting would mend: a library that is missing, a setting that makes no sense.</summary>
    /// <returns>Everything that is wrong.</returns>
    IReadOnlyList<Finding> Check();

    /// <summary>Finds out whether it can be read: whether it answers, what it is, what this user may, how its clock goes. It reads nothing of it, and makes nothing there.</summary>
    /// <param name="time">This machine's clock.</param>
    /// <param name="stop">Cancelled when nobody waits for it any more.</param>
    FeedProbe Probe(TimeProvider time, CancellationToken stop);

    /// <summary>Connects. It may take a while, and what goes wrong may go well later.</summary>
    /// <param name="target">What is fed.</param>
    /// <param name="stop">Cancelled when nobody waits for it any more.</param>
    /// <exception cref="QuernException">It cannot be read now.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    IFeedReader Open(FeedTarget target, CancellationToken stop);
}
