using System.Collections.Concurrent;
using Quern.Engine.Monitoring;
using Quern.Engine.Online;
using Quern.Engine.Registry;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Protocol.Drift;
using Quern.Stores.Monitoring;
using Quern.Stores.Projects;
using Quern.Stores.Served;
using Quern.Stores.Sources;

namespace Quern.Server.Drift;

/// <summary>
/// Watches a project's sources, the features of their views, and what its services serve, again and again, on a thread of its own that works a small share of its time: profiles what is new and judges each bucket once it is over.
/// Dispose it before the stores that it reads.
/// </summary>
public sealed class DriftWatches : IDisposable
{
    private readonly ProjectFolder _project;
    private readonly IRegistryStore _registry;
    private readonly IClock _clock;
    private readonly ConcurrentDictionary<string, SourceWatch> _sources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ServiceWatch> _services = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ViewWatch> _views = new(StringComparer.Ordinal);
    private readonly EachStore? _stores;
    private readonly TrainingProfiles _training;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _looking = new();
    private readonly RestedWork? _work;
    private readonly BackgroundLoop? _loop;
    private DefinitionAssembly? _loaded;
    private RepositoryPlan? _plan;
    private int _version;
    private Finding? _trouble;

    /// <summary>Begins to watch.</summary>
    /// <param name="project">The project.</param>
    /// <param name="registry">Its registry.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="options">What, and how.</param>
    /// <param name="time">Measures how long it works.</param>
    /// <param name="stores">Hands over the online stores of views, to pause those of streams whose features are not as expected; null where nothing is to be paused.</param>
    /// <param name="inBackground">Whether a thread looks by itself; without one, <see cref="LookAtAll"/> does.</param>
    public DriftWatches(ProjectFolder project, IRegistryStore registry, IClock clock, DriftOptions options, TimeProvider time, EachStore? stores = null, bool inBackground = true)
    {
        (_project, _registry, _clock, Options, _stores, _training) = (project, registry, clock, options, stores, new(project.TrainingProfiles, time));
        if (!inBackground) return;
        _work = new(options.Share, time);
        _loop = new("drift", options.Every, () => _work.Do(LookAtAll), null);
    }

    /// <summary>What was found.</summary>
    public DriftShape Found => new(
        [.. Named(_sources).Select(watch => watch.Found).OfType<SourceDriftShape>()],
        [.. Named(_services).Select(watch => watch.Found).OfType<ServiceDriftShape>()],
        [.. Named(_views).Select(watch => watch.Found).OfType<ViewDriftShape>()],
        _trouble?.ToString());

    internal DriftOptions Options { get; }

    /// <summary>What the rows of a source are like; null while nobody knows.</summary>
    internal ProfileShape? ProfileOfSource(string source) => _sources.GetValueOrDefault(source)?.Profile;

    /// <summary>What is served of a service; null while nobody knows.</summary>
    internal ProfileShape? ProfileOfService(string service) => _services.GetValueOrDefault(service)?.Profile;

    /// <summary>The training set that a service is held against; null for none.</summary>
    internal TrainingSetProfile? ReferenceOf(string service) => _services.GetValueOrDefault(service)?.Reference;

    /// <summary>Looks at everything that is watched. What cannot be looked at is told, and tried again the next time.</summary>
    public void LookAtAll()
    {
        lock (_looking)
            Try("the project", trouble => _trouble = trouble, () =>
            {
                var plan = Plan();
                _trouble = null;
                if (plan is null) return;
                Directory.CreateDirectory(_project.Temporary);
                var resources = new DuckResources { Threads = 1, MemoryBytes = Options.MemoryBytes, TempFolder = _project.Temporary };
                LookAtSources(plan, resources);
                LookAtServices(plan, resources);
            });
    }

    /// <summary>Ends what is under way, and watches no more.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _loop?.Dispose();
        _loaded?.Dispose();
        _stop.Dispose();
    }

    private static IEnumerable<T> Named<T>(ConcurrentDictionary<string, T> watches) => watches.OrderBy(watch => watch.Key, StringComparer.Ordinal).Select(watch => watch.Value);

    private void LookAtSources(RepositoryPlan plan, DuckResources resources)
    {
        var known = plan.Definition.Sources.ToDictionary(source => source.Name, StringComparer.Ordinal);
        Forget(_sources, Options.Sources ?? [.. known.Keys]);
        using var reader = new ProjectReader(_project, resources);
        LookAtViews(plan, reader);
        foreach (var name in Options.Sources ?? [.. known.Keys])
        {
            var watch = _sources.GetOrAdd(name, _ => new());
            if (!known.TryGetValue(name, out var source)) watch.Tell(name, Options, DriftFindings.Unknown($"source '{name}'", known.Keys));
            else
                Try($"source '{name}'", trouble => watch.Tell(name, Options, trouble), () => watch.Look(source, $"{_version}", reader, new(_project.Profiles), Options, _clock.Now, () => _work?.Breathe(_stop.Token), _stop.Token));
        }
    }

    // Of the sources that are watched. A minute counts where a view is to be paused, so they come first.
    private void LookAtViews(RepositoryPlan plan, ProjectReader reader)
    {
        ViewPlan[] views = [.. plan.Views.Values.Where(view => view.Definition.Expectations.Count > 0 && Options.Sources?.Contains(view.Definition.Source.Name) != false)];
        Forget(_views, [.. views.Select(view => view.Reference)]);
        foreach (var view in views)
        {
            var watch = _views.GetOrAdd(view.Reference, _ => new());
            Action<Action<IOnlineStore>>? stores = _stores is null ? null : use => _stores(plan, view, use);
            Action<string, long, long>? progress = view.Definition.Source.Stream is null ? null : (_, _, _) => _work?.Breathe(_stop.Token);
            Try($"view '{view.Reference}'", trouble => watch.Tell(view.Reference, trouble), () => watch.Look(view, $"{_version}", reader, stores, new(1, Options.MemoryBytes), _clock.Now, progress, _stop.Token));
        }
    }

    private void LookAtServices(RepositoryPlan plan, DuckResources resources)
    {
        var logged = ServedHistory.Services(_project.Served);
        string[] names = [.. Options.Services ?? [.. logged.Where(plan.Services.ContainsKey)]];
        Forget(_services, names);
        foreach (var name in names)
        {
            var watch = _services.GetOrAdd(name, _ => new());
            if (!plan.Services.TryGetValue(name, out var service)) watch.Tell(name, DriftFindings.Unknown($"service '{name}'", plan.Services.Keys));
            else if (logged.Contains(name))
                Try($"service '{name}'", trouble => watch.Tell(name, trouble), () =>
                {
                    using var history = new ServedHistory(_project.Served, name, TimeProvider.System, resources);
                    watch.Look(new(name, $"{_version}", service), history, new(_project.ServedProfiles), _training, new(_project.TrainingPopulations, resources), Options, _clock.Now, _stop.Token);
                });
        }
    }

    private static void Forget<T>(ConcurrentDictionary<string, T> watches, IReadOnlyCollection<string> names)
    {
        foreach (var gone in watches.Keys.Except(names, StringComparer.Ordinal)) watches.TryRemove(gone, out _);
    }

    // The definitions that were applied last; null while none were.
    private RepositoryPlan? Plan()
    {
        if (_registry.HeadNumber() is var head && head == _version) return _plan;
        if (_registry.Head() is not { ObjectHash: { } hash } commit) return null;
        _loaded?.Dispose();
        _loaded = DefinitionAssembly.Load(_registry.GetObject(hash), out _plan);
        _version = commit.Number;
        return _plan;
    }

    private void Try(string what, Action<Finding> tell, Action look)
    {
        try
        {
            _stop.Token.ThrowIfCancellationRequested();
            look();
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
#pragma warning disable CA1031 // Whatever it is, reads go on; it is told, and the next time may go well.
        catch (Exception e)
#pragma warning restore CA1031
        {
            tell(DriftFindings.NotWatched(what, e));
        }
    }
}
