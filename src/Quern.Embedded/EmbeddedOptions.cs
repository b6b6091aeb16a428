namespace Quern.Embedded;

/// <summary>How a store is opened.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>Where "now" comes from, the instant as of which vectors are read. Default: the machine's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Which shard of the project is read, from its own folder: its services alone are there then. Default: null, for the services that are in no shard.</summary>
    public string? Shard { get; init; }

    /// <summary>How often the registry is asked for a new version; <see cref="Timeout.InfiniteTimeSpan"/> for only when <see cref="QuernStore.Refresh"/> is called. Default: every second.</summary>
    public TimeSpan RefreshEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Told of a version that cannot be loaded, while the one in place goes on, and of an on-demand feature that threw, once for each. Called from any thread. Default: nobody.</summary>
    public Action<Exception>? Failed { get; init; }
}
