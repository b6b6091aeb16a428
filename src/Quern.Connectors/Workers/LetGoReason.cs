namespace Quern.Connectors.Workers;

/// <summary>Why a worker has a part no more.</summary>
internal enum LetGoReason
{
    /// <summary>The group gave it to another worker.</summary>
    Moved,

    /// <summary>The group gave this worker up: its session was over.</summary>
    Lost,

    /// <summary>A commit was refused, for this worker's lock was over or another worker had read on.</summary>
    Fenced,

    /// <summary>Something else went wrong, and all parts of the stream are taken anew.</summary>
    Failed,

    /// <summary>The worker was told to stop.</summary>
    Stopped,
}
