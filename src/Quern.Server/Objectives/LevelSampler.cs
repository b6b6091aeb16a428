using Microsoft.Extensions.Logging;
using Quern.Engine.Objectives;
using Quern.Engine.Streams;
using Quern.Server.Serving;

namespace Quern.Server.Objectives;

/// <summary>Measures for the objectives what is not counted where it happens: takes the counts of reads, looks once a minute how old views are and how late streams, and has all of it kept.</summary>
internal sealed partial class LevelSampler : IDisposable
{
    private readonly ServiceLevels _levels;
    private readonly ServingStates _states;
    private readonly ServerOptions _options;
    private readonly ILogger _log;
    private readonly BackgroundLoop _loop;
    private long _minute;

    internal LevelSampler(ServiceLevels levels, ServingStates states, ServerOptions options, ILogger log)
    {
        (_levels, _states, _options, _log) = (levels, states, options, log);
        _loop = new("objectives", levels.Every, Sample, LogTrouble);
    }

    public void Dispose()
    {
        _loop.Dispose();
        _levels.Keep();
    }

    private void Sample()
    {
        _levels.TakeReads();
        var minute = _levels.Minute;
        if (minute == _minute || _states.Hold() is not { } state) return;
        try
        {
            foreach (var objective in _levels.Measured(kind => kind is ObjectiveKind.Freshness or ObjectiveKind.Ingestion))
                if (LatenessOf(objective, state) is { } late)
                    _levels.AddMinute(objective, late <= objective.Within);
            _minute = minute;
        }
        finally
        {
            state.Release();
        }

        _levels.Keep();
    }

    // Null while there is nothing to tell of.
    private TimeSpan? LatenessOf(Objective objective, ServingState state)
    {
        if (objective.Kind == ObjectiveKind.Ingestion) return VitalsOf(objective.Subject, state)?.Visible.P99;
        if (state.FindView(objective.Subject) is not { } view || !state.Here.Views.ContainsKey(view.Reference)) return null;
        if (view.Definition.Source.Stream is { } stream) return VitalsOf(stream, state)?.Fresh.P99;
        // Never materialized is as old as can be.
        return state.MaterializedTo(view) is { } to ? TimeSpan.FromSeconds((_options.Clock.Now - to).TotalSeconds) : TimeSpan.MaxValue;
    }

    private static StreamVitals? VitalsOf(string stream, ServingState state) => state.Vitals.FirstOrDefault(vitals => vitals.Stream == stream);

    [LoggerMessage(LogLevel.Error, "service levels could not be measured; it is tried again")]
    private partial void LogTrouble(Exception e);
}
