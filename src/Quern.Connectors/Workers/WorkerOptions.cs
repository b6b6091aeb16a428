using System.Globalization;
using Quern.Connectors.Feeds;
using Quern.Engine.Feeds;
using Quern.Engine.Serving;
using Quern.Engine.Usage;

namespace Quern.Connectors.Workers;

/// <summary>What a worker works on, and how.</summary>
public sealed record WorkerOptions
{
    /// <summary>Gets the streams that are shared, by their names.</summary>
    public required IReadOnlyDictionary<string, SharedSettings> Shared { get; init; }

    /// <summary>Gets what feeds streams, by their names: topics, of those that are shared.</summary>
    public required IReadOnlyDictionary<string, IFeedSource> Feeds { get; init; }

    /// <summary>Gets the clock by which events are known, late or ahead.</summary>
    public required IClock Clock { get; init; }

    /// <summary>Gets the machine's clock, which is held against the one of Redis.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Gets where it runs, as people say it.</summary>
    public string Name { get; init; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");

    /// <summary>Gets how long it waits.</summary>
    public FeedLimits Limits { get; init; } = new();

    /// <summary>Gets what counts what is written, the caller's to dispose after the worker; null when nothing does.</summary>
    public UsageLedger? Usage { get; init; }

    /// <summary>Gets how it writes tables of what comes; null when it writes none.</summary>
    public WorkerTableOptions? Tables { get; init; }

    /// <summary>Gets who is told of a stream what went wrong, once, and with null when it goes well again.</summary>
    public Action<string, Finding?> Tell { get; init; } = (_, _) => { };

    /// <summary>Gets who is told which parts it has when they change, such as <c>sales/0, sales/3</c>; empty for none.</summary>
    public Action<string> Changed { get; init; } = _ => { };
}
