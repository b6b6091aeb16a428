using Quern.Client.TrainingSets;

namespace Quern.Client;

/// <content>Training sets.</content>
public sealed partial class QuernClient
{
    private const string Runs = "/v1/training-sets";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Makes a training set and writes its file into a stream: begins the run, waits for it, and downloads what it made. Whatever ends it early calls the run off.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="target">Where the file goes.</param>
    /// <param name="progress">Told now and then how the run stands.</param>
    /// <param name="cancellation">Calls it off.</param>
    /// <exception cref="QuernClientException">The request is refused, or the run failed: everything that is wrong.</exception>
    public async Task<TrainingRun> TrainingSetAsync(TrainingSetRequest request, Stream target, IProgress<TrainingRun>? progress = null, CancellationToken cancellation = default)
    {
        var run = await StartTrainingSetAsync(request, cancellation).ConfigureAwait(false);
        try
        {
            for (var pause = FirstPause; !run.IsOver; pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause)
            {
                progress?.Report(run);
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
                run = await TrainingSetAsync(run.RunId, cancellation).ConfigureAwait(false);
            }
        }
        catch
        {
            await CallOffAsync(run.RunId).ConfigureAwait(false);
            throw;
        }

        progress?.Report(run);
        if (run.Status != RunStatus.Succeeded)
            throw new QuernClientException(0, run.Findings.Count > 0 ? run.Findings : [new Finding(null, $"Training set {run.RunId} was called off.")]);
        await DownloadTrainingSetAsync(run.RunId, target, cancellation).ConfigureAwait(false);
        return run;
    }

    /// <summary>Begins to make a training set; the run is queued when the task ends.</summary>
    /// <exception cref="QuernClientException">The server refuses the request, and says all that is wrong; or it cannot be reached.</exception>
    public async Task<TrainingRun> StartTrainingSetAsync(TrainingSetRequest request, CancellationToken cancellation = default)
    {
        using var body = Json(request.Write);
        return await SendAsync(HttpMethod.Post, Runs, body, ClientJson.Default.TrainingRun, cancellation).ConfigureAwait(false);
    }

    /// <summary>How a run stands.</summary>
    /// <exception cref="QuernClientException">The server refuses the request, and says all that is wrong; or it cannot be reached.</exception>
    public Task<TrainingRun> TrainingSetAsync(string runId, CancellationToken cancellation = default) => GetAsync(PathOf(runId), ClientJson.Default.TrainingRun, cancellation);

    /// <summary>The runs, the latest first.</summary>
    /// <exception cref="QuernClientException">The server refuses the request, and says all that is wrong; or it cannot be reached.</exception>
    public async Task<IReadOnlyList<TrainingRun>> TrainingSetsAsync(CancellationToken cancellation = default) =>
        await GetAsync(Runs, ClientJson.Default.TrainingRunArray, cancellation).ConfigureAwait(false);

    /// <summary>Writes the file that a run made into a stream, as it comes.</summary>
    /// <exception cref="QuernClientException">The server refuses the request, and says all that is wrong; or it cannot be reached.</exception>
    public async Task DownloadTrainingSetAsync(string runId, Stream target, CancellationToken cancellation = default)
    {
        using var response = await AskAsync(HttpMethod.Get, PathOf(runId) + "/result", null, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        try
        {
            await response.Content.CopyToAsync(target, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw ClientErrors.Lost(http.BaseAddress, e);
        }
    }

    /// <summary>Calls a run off that is not over; removes one that is from the server, with its file.</summary>
    /// <exception cref="QuernClientException">The server refuses the request, and says all that is wrong; or it cannot be reached.</exception>
    public Task<TrainingRun> RemoveTrainingSetAsync(string runId, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Delete, PathOf(runId), null, ClientJson.Default.TrainingRun, cancellation);

    private static string PathOf(string runId) => $"{Runs}/{Uri.EscapeDataString(runId)}";

    private async Task CallOffAsync(string runId)
    {
        try
        {
            await RemoveTrainingSetAsync(runId, CancellationToken.None).ConfigureAwait(false);
        }
        catch (QuernClientException)
        {
            // What ended the wait is what its caller must hear of.
        }
    }
}
