using System.Text.Json;

namespace Quern.Client.Registry;

/// <summary>Everything that a project defines, as one version of its registry has it.</summary>
/// <param name="Project">The project's name.</param>
/// <param name="Version">The registry's version.</param>
/// <param name="Entities">The entities.</param>
/// <param name="Sources">The sources.</param>
/// <param name="Views">The views, several versions of one name side by side.</param>
/// <param name="Lookups">The lookups.</param>
/// <param name="OnDemand">The on-demand features.</param>
/// <param name="Services">The services.</param>
public sealed record RegistrySnapshot(
    string Project,
    string Version,
    IReadOnlyList<EntityInfo> Entities,
    IReadOnlyList<SourceInfo> Sources,
    IReadOnlyList<ViewInfo> Views,
    IReadOnlyList<LookupInfo> Lookups,
    IReadOnlyList<OnDemandInfo> OnDemand,
    IReadOnlyList<ServiceInfo> Services);

/// <summary>A named value: a source's column, a join key, a request field or a parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How it is stored, such as <c>int64</c>.</param>
public sealed record FieldInfo(string Name, string Type);

/// <summary>An entity.</summary>
/// <param name="Name">Its name.</param>
/// <param name="JoinKeys">The columns that identify one.</param>
/// <param name="Description">What it is; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record EntityInfo(string Name, IReadOnlyList<string> JoinKeys, string Description, string? Owner, IReadOnlyDictionary<string, string> Tags);

/// <summary>A source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Format">What it is read from, such as <c>parquet</c>.</param>
/// <param name="Location">A path, a glob, a folder or a query.</param>
/// <param name="Stream">The name under which the same rows arrive live; null when they do not.</param>
/// <param name="Fields">Its columns.</param>
/// <param name="Description">What it is; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record SourceInfo(
    string Name, string Format, string Location, string? Stream, IReadOnlyList<FieldInfo> Fields, string Description, string? Owner, IReadOnlyDictionary<string, string> Tags);

/// <summary>A feature of a view.</summary>
/// <param name="Name">Its name within the view.</param>
/// <param name="Type">How it is stored, such as <c>float64</c>.</param>
/// <param name="FeatureType">What it means to a model, such as <c>numeric</c>.</param>
/// <param name="Window">The window of an aggregate; null for an attribute.</param>
public sealed record FeatureInfo(string Name, string Type, string FeatureType, string? Window);

/// <summary>A view.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Kind"><c>attribute</c> or <c>aggregation</c>.</param>
/// <param name="Entity">What its features are about.</param>
/// <param name="Source">Where its events come from.</param>
/// <param name="Features">Its features.</param>
/// <param name="Ttl">How old an attribute view's row may be, such as <c>7d</c>; null for any age.</param>
/// <param name="Hop">To what the tails of windows are rounded; null for exact windows.</param>
/// <param name="Status">What online state it has.</param>
/// <param name="Description">What it is; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record ViewInfo(
    string Name,
    int Version,
    string Kind,
    string Entity,
    string Source,
    IReadOnlyList<FeatureInfo> Features,
    string? Ttl,
    string? Hop,
    ViewStatus Status,
    string Description,
    string? Owner,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The shards whose stores have it; null where the project has none.</summary>
    public IReadOnlyList<string>? Shards { get; init; }
}

/// <summary>What online state a view has.</summary>
/// <param name="MaterializedTo">The instant up to which events are in it; null when there is none.</param>
public sealed record ViewStatus(DateTimeOffset? MaterializedTo);

/// <summary>A lookup.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The feature whose values are the keys: <c>view:feature</c>.</param>
/// <param name="View">The view that is looked up.</param>
/// <param name="Features">Its features, in order.</param>
/// <param name="Description">What it is; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record LookupInfo(string Name, string Key, string View, IReadOnlyList<FeatureInfo> Features, string Description, string? Owner, IReadOnlyDictionary<string, string> Tags);

/// <summary>An on-demand feature.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How its result is stored.</param>
/// <param name="Parameters">What it is computed from.</param>
/// <param name="Description">What it is; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record OnDemandInfo(string Name, string Type, IReadOnlyList<FieldInfo> Parameters, string Description, string? Owner, IReadOnlyDictionary<string, string> Tags);

/// <summary>A service: what a request must give, and what it gets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="JoinKeys">The key columns that a request must have.</param>
/// <param name="RequestFields">The fields for on-demand features that it must have.</param>
/// <param name="Views">The views that it reads, directly and by lookups.</param>
/// <param name="Features">The columns of the answer, in order.</param>
/// <param name="Description">What it is for; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record ServiceInfo(
    string Name,
    IReadOnlyList<FieldInfo> JoinKeys,
    IReadOnlyList<FieldInfo> RequestFields,
    IReadOnlyList<string> Views,
    IReadOnlyList<OutputInfo> Features,
    string Description,
    string? Owner,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The shard that serves it; null where the project has none.</summary>
    public string? Shard { get; init; }

    /// <summary>Where that shard's server answers; null where nobody says.</summary>
    public string? Url { get; init; }
}

/// <summary>A column of a service's answer.</summary>
/// <param name="Name">The short name.</param>
/// <param name="FullName">The name with full names.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="Fallback">What stands for a value that a deadline cut off; null where nothing does.</param>
public sealed record OutputInfo(string Name, string FullName, string Type, FallbackInfo? Fallback = null);

/// <summary>What a service answers in the place of a value that a deadline cut off: the last good value where it is wanted and there is one, else the constant where there is one.</summary>
/// <param name="LastGood">Whether the last good value is wanted.</param>
/// <param name="Within">How long ago that was answered at most, such as <c>5m</c>; null for any time.</param>
/// <param name="Constant">The constant, a JSON value; null for none.</param>
public sealed record FallbackInfo(bool LastGood, string? Within, JsonElement? Constant);
