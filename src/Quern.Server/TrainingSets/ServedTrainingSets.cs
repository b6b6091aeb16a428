using Microsoft.Extensions.Logging;
using Quern.Engine.TrainingSets.Runs;
using Quern.Stores.TrainingSets.Runs;

namespace Quern.Server.TrainingSets;

/// <summary>The training sets of a server: their runs and their files. Where they cannot be made it says why, and everything else goes on.</summary>
internal sealed partial class ServedTrainingSets : IDisposable
{
    private readonly TrainingRunFolders? _folders;
    private readonly TrainingRuns? _runs;
    private readonly Finding? _refusal;
    private int _uploads;

    public ServedTrainingSets(TrainingSetOptions? options, ILogger log)
    {
        Options = options;
        if (options is null) return;
        try
        {
            _folders = new(options.Project.TrainingSets);
            _runs = new(_folders, options.Runs, TimeProvider.System, failure => LogFailure(log, failure));
        }
        catch (QuernException e)
        {
            _folders?.Dispose();
            _refusal = e.Findings[0];
            LogRefused(log, e.Message);
        }
    }

    public TrainingSetOptions? Options { get; }

    /// <summary>Whether training sets are made here.</summary>
    public bool IsOn => _runs is not null;

    /// <summary>The runs.</summary>
    /// <exception cref="QuernException">The server makes no training sets.</exception>
    public TrainingRuns Runs => _runs ?? throw new QuernException(_refusal ?? ServerFindings.NoTrainingSets());

    /// <summary>Their files.</summary>
    public TrainingRunFolders Folders => _folders!;

    /// <summary>Takes one of the places for requests that are being read, until it is disposed.</summary>
    /// <exception cref="QuernException">All are taken.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _uploads) <= Options!.Uploads) return new Place(this);
        Interlocked.Decrement(ref _uploads);
        throw new QuernException(ServerFindings.TooManyUploads(Options.Uploads));
    }

    public void Dispose()
    {
        _runs?.Dispose();
        _folders?.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "a training set could not be made, or a run could not be remembered")]
    private static partial void LogFailure(ILogger log, Exception e);

    [LoggerMessage(LogLevel.Warning, "this server makes no training sets: {reason}")]
    private static partial void LogRefused(ILogger log, string reason);

    private sealed class Place(ServedTrainingSets sets) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref sets._uploads);
    }
}
