using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Server.TrainingSets;
using Quern.Stores.Projects;
using Quern.Stores.Sources;

namespace Quern.Server.History;

/// <summary>
/// Reads of the past for requests: each goes over the sources, so few may at once, and they use as much of the machine as a training set may. Those that find no place are told to come
/// again.
/// </summary>
/// <param name="options">Which project, and how much of the machine; null where the server reads no sources.</param>
internal sealed class HistoryReads(TrainingSetOptions? options) : IDisposable
{
    private const int MostWaiting = 8;
    private readonly SemaphoreSlim _place = new(1);
    private int _waiting;

    /// <summary>Reads, once there is a place.</summary>
    /// <exception cref="QuernException">The server reads no sources (QRN5140), too many wait (QRN5141), or a source cannot be read.</exception>
    public async Task<T> RunAsync<T>(Func<ISourceReader, HistoryLimits, CancellationToken, T> read, CancellationToken stop)
    {
        if (options is null) throw new QuernException(ServerFindings.NoHistory());
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new QuernException(ServerFindings.TooMuchHistory(MostWaiting));
        }

        try
        {
            await _place.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            return await Task.Run(() => Read(read, stop), stop).ConfigureAwait(false);
        }
        finally
        {
            _place.Release();
        }
    }

    public void Dispose() => _place.Dispose();

    private T Read<T>(Func<ISourceReader, HistoryLimits, CancellationToken, T> read, CancellationToken stop)
    {
        Directory.CreateDirectory(options!.Project.Temporary);
        using var reader = new ProjectReader(options.Project, new DuckResources { Threads = options.Threads, MemoryBytes = options.MemoryBytes, TempFolder = options.Project.Temporary });
        return read(reader, new(options.Threads, options.MemoryBytes), stop);
    }
}
