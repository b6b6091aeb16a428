using System.Text;
using Quern.Connectors.Feeds;
using Quern.Engine.Online;
using Quern.Engine.Registry.Code;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Planning.Shards;
using Quern.Protocol.Errors;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Protocol.Registry;
using Quern.Server.Changes;
using Quern.Server.Materialization;
using Quern.Time;

namespace Quern.Server.Serving;

/// <summary>
/// All that requests are answered from: one registry version, its services prepared. It never changes; a new version is a new state. It is counted: whoever reads it holds it, and
/// with the last hold given up after <see cref="Retire"/> it is disposed.
/// </summary>
internal sealed class ServingState
{
    private readonly IServingVersion _version;
    private readonly ServerOptions _options;
    private readonly Dictionary<byte[], ServedService> _services;
    private readonly Dictionary<byte[], ServedService>.AlternateLookup<ReadOnlySpan<byte>> _byName;
    private readonly FeatureListCache _lists;
    private readonly ServicePlanner _planner;
    private int _holds = 1;

    internal ServingState(IServingVersion version, ServerOptions options)
    {
        (_version, _options) = (version, options);
        Here = version.Shard?.Plan ?? version.Repository;
        _services = Here.Services.ToDictionary(
            service => Encoding.UTF8.GetBytes(service.Key), service => new ServedService(version, service.Value, options), Utf8Comparer.Instance);
        _byName = _services.GetAlternateLookup<ReadOnlySpan<byte>>();
        _lists = new(options.FeatureLists);
        _planner = new(version.Repository);
    }

    internal string Version => _version.Version;

    /// <summary>All that is defined.</summary>
    internal RepositoryPlan Repository => _version.Repository;

    /// <summary>What of it is served here: all, or a shard's part.</summary>
    internal RepositoryPlan Here { get; }

    /// <summary>Which shard that is; null where there is none.</summary>
    internal ServedShard? Shard => _version.Shard;

    internal string Project => _version.Project;

    internal DefinitionCode? Definitions => _version.Definitions;

    internal StreamIngest? Streams => _version.Streams;

    /// <summary>What has come of streams and is not in indexed state; null where there is no stream.</summary>
    internal StreamHeads? Heads => _version.Streams?.Heads ?? _version.Follower?.Heads;

    /// <summary>How each stream is that is taken or followed here.</summary>
    internal IReadOnlyList<StreamVitals> Vitals => _version.Streams?.Vitals ?? _version.Follower?.Vitals ?? [];

    /// <summary>That another process takes the project's events, since this one serves a shard; null where none does.</summary>
    internal RequestFinding? TakesNoEvents => Shard is { } shard && shard.Name != ShardDefinition.DefaultName ? RequestErrors.TakesNoEvents(shard.Name, shard.Map.UrlOf(ShardDefinition.DefaultName)) : null;

    internal Finding? TakenElsewhere(string stream) => _version.TakenElsewhere(stream);

    internal IReadOnlyList<FeedStatus> Feeds => _version.Feeds;

    internal IOnlineStore? StreamStore => _version.StreamStore;

    internal Instant? MaterializedTo(ViewPlan view) => _version.MaterializedTo(view);

    internal IReadOnlyDictionary<string, ViewPause> Pauses => _version.Pauses;

    internal IViewMaterializer? Materializer => _version.Materializer;

    /// <summary>Watches what a view's features become.</summary>
    /// <param name="view">The view.</param>
    /// <param name="parts">What is wanted of it, as <see cref="ChangeChoice.Read"/> takes it.</param>
    /// <exception cref="QuernException">The view has no stream, or a part is not one.</exception>
    internal ViewChanges Watch(ViewPlan view, IEnumerable<(string Name, string Value)> parts)
    {
        if (view.Definition.Source.Stream is { } stream && TakenElsewhere(stream) is { } elsewhere) throw new QuernException(elsewhere);
        if (!Here.Views.ContainsKey(view.Reference)) throw new QuernException(Elsewhere("view", view.Reference, Shard!.Map.ShardsOf(view.Reference)[0]));
        if (Heads is null || view.Definition.Source.Stream is null) throw new QuernException(ServerFindings.NoStream(view.Reference));
        var (service, findings) = _planner.Plan([.. view.Features.Select(feature => $"{view.Reference}:{feature.Name}")], fullNames: false);
        if (service is null) throw new QuernException(findings);
        var choice = ChangeChoice.Read(parts, service);
        // A watch gathers entities until it is disposed, so it comes after what may fail.
        var source = _version.OpenSource(service);
        return new(_version.Streams?.Watch(view) ?? _version.Follower!.Watch(view), source, service, _options.Clock, choice);
    }

    internal OnlineVectors? OpenTraced(ServicePlan service) => _version.OpenTraced(service);

    /// <summary>Up to when the events of a view are in what is served now: of one with a stream all, of another what has been materialized.</summary>
    internal Instant? CompleteTo(ViewPlan view, Instant now) => view.Definition.Source.Stream is not null ? now : _version.MaterializedTo(view);

    internal RegistrySnapshot Snapshot() => RegistryShapes.Of(_version.Project, _version.Version, _version.Repository, view => Here.Views.ContainsKey(view.Reference) ? _version.MaterializedTo(view) : null, Shard?.Map);

    /// <summary>That something is in another shard than the one that is served here.</summary>
    internal Finding Elsewhere(string thing, string name, string shard) => ShardFindings.Elsewhere(thing, name, shard, Shard!.Map.UrlOf(shard));

    /// <summary>Takes a hold; false when the state is gone.</summary>
    internal bool TryHold()
    {
        for (var holds = Volatile.Read(ref _holds); holds > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (seen == holds) return true;
            holds = seen;
        }

        return false;
    }

    /// <summary>Gives a hold up.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _holds) > 0) return;
        foreach (var service in _services.Values) service.Dispose();
        _lists.Dispose();
        _version.Dispose();
    }

    /// <summary>Gives up the hold that the state was made with.</summary>
    internal void Retire() => Release();

    /// <summary>What a request asks for; null with findings when there is no such thing.</summary>
    internal ServedService? Find(RequestHead head, ref List<RequestFinding>? findings)
    {
        if (!head.FeatureService.IsEmpty || head.Features.IsEmpty) return FindService(head.FeatureService, ref findings);
        return _lists.Find(head.Features) ?? PlanList(head.Features, ref findings);
    }

    /// <summary>A view as a request names it: <c>view</c>, <c>view@2</c>, <c>view@v2</c> or <c>view@latest</c>; null when there is none.</summary>
    internal ViewPlan? FindView(string name) => FeatureReference.ViewOf(name) is { } reference ? Repository.Views.GetValueOrDefault(Resolve(reference)) : null;

    // The greatest version of a view, for who asks for the latest.
    private string Resolve(string reference)
    {
        if (!reference.EndsWith(FeatureReference.Latest, StringComparison.Ordinal)) return reference;
        var name = reference[..^FeatureReference.Latest.Length];
        return Repository.Views.Values.Where(view => view.Definition.Name == name).MaxBy(view => view.Definition.Version)?.Reference ?? name;
    }

    private ServedService? FindService(ReadOnlySpan<byte> name, ref List<RequestFinding>? findings)
    {
        if (_byName.TryGetValue(name, out var service)) return service;
        var asked = Encoding.UTF8.GetString(name);
        RequestErrors.Add(ref findings, Repository.Services.ContainsKey(asked)
            ? RequestErrors.Elsewhere("service", asked, Shard!.Map, Shard.Map.ShardOf(asked))
            : RequestErrors.UnknownService(asked, Project, Hints.Names("Services", Repository.Services.Keys)));
        return null;
    }

    private ServedService? PlanList(ReadOnlySpan<byte> list, ref List<RequestFinding>? findings)
    {
        FeatureReference[] references = [.. FeatureReference.ReadList(list, ref findings).Select(reference => reference.View is null ? reference : reference with { View = Resolve(reference.View) })];
        foreach (var reference in references)
            if (!RequestErrors.IsFull(findings)) Check(reference, ref findings);
        if (findings is not null) return null;
        // Planned by full names, so that whether short ones collide is told in Feast's words, and only to those who ask for short names.
        var (plan, refusals) = _planner.Plan([.. references.Select(reference => reference.Text)], fullNames: true);
        if (plan is not null && Shard is { } shard && !plan.Views.All(view => Here.Views.ContainsKey(view.Reference)))
        {
            RequestErrors.Add(ref findings, RequestErrors.ListElsewhere(plan, shard.Map, shard.Name));
            return null;
        }

        if (plan is not null) return _lists.Add(list, new(_version, plan, _options));
        foreach (var refusal in refusals) RequestErrors.Add(ref findings, RequestErrors.BadList(refusal));
        return null;
    }

    private void Check(FeatureReference reference, ref List<RequestFinding>? findings)
    {
        if (reference.View is null)
        {
            if (Repository.Definition.OnDemand.All(method => method.IndexOf(reference.Feature) < 0))
                RequestErrors.Add(ref findings, RequestErrors.BadReference(reference.Feature));
        }
        else if (FeaturesOf(reference.View) is not { } features)
            RequestErrors.Add(ref findings, RequestErrors.UnknownView(reference.View, Project, Hints.Names("Views", [.. Repository.Views.Keys, .. Repository.Lookups.Keys])));
        else if (!features.Contains(reference.Feature))
            RequestErrors.Add(ref findings, RequestErrors.UnknownFeature(reference.View, reference.Feature, Hints.Names("Its features", features)));
    }

    // Of a lookup also those that no list can hold: the planner says why they cannot be asked for.
    private string[]? FeaturesOf(string name) =>
        Repository.Views.TryGetValue(name, out var view) ? [.. view.Features.Select(feature => feature.Name)]
        : Repository.Lookups.TryGetValue(name, out var lookup) ? [.. lookup.Features.Select(feature => feature.Name), .. lookup.Unlisted.Select(feature => feature.Name)]
        : null;
}
