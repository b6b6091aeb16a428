using System.Diagnostics;
using Quern.Engine.PointInTime;
using Quern.Engine.TrainingSets;
using Quern.Engine.TrainingSets.Runs;
using Quern.Planning;
using Quern.Server.Serving;
using Quern.Server.Telemetry;
using Quern.Stores.Projects;
using Quern.Stores.Sources;
using Quern.Stores.TrainingSets;

namespace Quern.Server.TrainingSets;

/// <summary>Makes one training set as the command line does, with less of the machine. It holds the version of the registry that it was asked of.</summary>
internal sealed class TrainingSetWork(ServingState state, ServicePlan service, TrainingSetOrder order, string quarantine, TrainingSetOptions options) : ITrainingWork
{
    /// <summary>Looks whether the rows have what the features need, and counts them.</summary>
    /// <exception cref="QuernException">They cannot be read, or lack columns.</exception>
    public long Check(CancellationToken cancellation)
    {
        using var reader = Reader();
        return Maker(reader).Check(order, service, cancellation);
    }

    public TrainingSetManifest Run(Action<string, long, long> progress, CancellationToken cancellation)
    {
        var (time, isDone) = (Stopwatch.StartNew(), false);
        using var span = Spans.Source.StartActivity("make training set");
        span?.SetTag("quern.service", service.Name);
        try
        {
            using var reader = Reader();
            var manifest = Maker(reader).Make(order, service, quarantine, progress, cancellation);
            isDone = true;
            return manifest;
        }
        finally
        {
            RunMeter.AddTrainingSet(time.Elapsed, isDone);
            if (!isDone) span?.SetStatus(ActivityStatusCode.Error);
        }
    }

    public void Dispose() => state.Release();

    private DuckResources Resources()
    {
        Directory.CreateDirectory(options.Project.Temporary);
        return new() { Threads = options.Threads, MemoryBytes = options.MemoryBytes, TempFolder = options.Project.Temporary };
    }

    private ProjectReader Reader() => new(options.Project, Resources());

    private TrainingSetMaker Maker(ProjectReader reader) => new(
        reader,
        new HistoryLimits(options.Threads, options.MemoryBytes),
        int.Parse(state.Version, System.Globalization.CultureInfo.InvariantCulture),
        options.Project.Folder,
        Resources()) { Profiles = new(options.Project.TrainingProfiles, TimeProvider.System), Usage = options.Usage };
}
