using Quern.Engine.Streams;

namespace Quern.Connectors.Workers;

/// <summary>How a worker writes the tables of the streams that it has parts of.</summary>
public sealed record WorkerTableOptions
{
    /// <summary>Gets what opens the tables, the worker's to dispose. They give up what they are doing when the token is cancelled.</summary>
    public required Func<CancellationToken, IHistoryTables> Open { get; init; }

    /// <summary>Gets how long they rest between two times. Default: a minute.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets how long writing may go on when the worker ends, whose parts others have by then. Default: 5 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets who is told of a stream what keeps its table from being written, once, and with null when it is written again.</summary>
    public Action<string, Finding?> Tell { get; init; } = (_, _) => { };
}
