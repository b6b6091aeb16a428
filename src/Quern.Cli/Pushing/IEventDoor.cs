namespace Quern.Cli.Pushing;

/// <summary>Where events go into a stream: a server, or this process.</summary>
internal interface IEventDoor : IDisposable
{
    /// <summary>Pushes events. When the task ends they are durable and visible, but for the refused ones. What cannot be taken just now is tried again for a while.</summary>
    /// <exception cref="QuernException">They cannot be taken.</exception>
    Task<PushResult> PushAsync(string stream, IReadOnlyList<EventLine> lines, CancellationToken cancellation);
}
