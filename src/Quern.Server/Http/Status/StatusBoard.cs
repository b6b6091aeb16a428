using Quern.Engine.Online;
using Quern.Protocol;
using Quern.Server.Http.Streams;
using Quern.Server.Http.TrainingSets;
using Quern.Server.Materialization;
using Quern.Server.Serving;
using Quern.Server.TrainingSets;

namespace Quern.Server.Http.Status;

/// <summary>How the server stands, put together once for all who ask in the same half second.</summary>
internal sealed class StatusBoard(ServingStates states, MaterializationQueue queue, ServedTrainingSets trainingSets, ServerOptions options)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);
    private readonly Lock _lock = new();
    private StatusShape? _last;
    private long _at;

    /// <summary>How the server stands; the same object to all who ask in the same half second.</summary>
    public StatusShape Now
    {
        get
        {
            lock (_lock)
            {
                if (_last is not null && options.Time.GetElapsedTime(_at) < Fresh) return _last;
                (_last, _at) = (Read(), options.Time.GetTimestamp());
                return _last;
            }
        }
    }

    private static PauseShape? Shape(ViewPause? pause) => pause is null ? null : new(pause.Since.ToString()!, pause.Reason);

    private StatusShape Read()
    {
        var state = states.Hold();
        try
        {
            var pauses = state?.Pauses;
            return new(
                state?.Project,
                state?.Version,
                ClockRoutes.Shape(options),
                [.. (state?.Here.Views.Values ?? []).Select(view => new ViewProgressShape(view.Reference, view.Definition.Source.Stream is not null, state!.MaterializedTo(view)?.ToString(), Shape(pauses!.GetValueOrDefault(view.Reference))))],
                [.. (state?.Vitals ?? []).Select(StreamRoutes.Shape)],
                [.. (state?.Feeds ?? []).Select(FeedRoutes.Shape)],
                [.. queue.Runs.Select(Materializations.Shape)],
                [.. (trainingSets.IsOn ? trainingSets.Runs.All : []).Select(TrainingSetRoutes.Shape).Select(run => new TrainingRunHeadShape(run.RunId, run.Status, run.Service, run.Progress))])
            {
                Shard = state?.Shard?.Name,
            };
        }
        finally
        {
            state?.Release();
        }
    }
}
