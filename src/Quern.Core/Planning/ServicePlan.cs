using Quern.Definitions;
using Quern.Values;

namespace Quern.Planning;

/// <summary>One view as a service reads it.</summary>
/// <param name="View">The view.</param>
/// <param name="Name">The name it has in the service: its alias, or its reference.</param>
/// <param name="JoinKeys">The request's or spine's columns that hold the entity's key, in the order of the view's keys.</param>
/// <param name="Features">Which of the view's features are read, as positions in <see cref="ViewPlan.Features"/>: those that are returned and those that on-demand features need.</param>
public sealed record ViewRead(ViewPlan View, string Name, IReadOnlyList<string> JoinKeys, IReadOnlyList<int> Features);

/// <summary>What an input of an on-demand feature is.</summary>
public enum InputKind
{
    /// <summary>A feature of a view.</summary>
    Feature,

    /// <summary>A field of the request, or a column of the spine.</summary>
    Request,

    /// <summary>Another on-demand feature, of a method that comes before.</summary>
    OnDemand,

    /// <summary>A feature of a lookup.</summary>
    Lookup,
}

/// <summary>Where an on-demand method gets a parameter from.</summary>
/// <param name="Kind">Which list to look in.</param>
/// <param name="Read">For a feature: which of <see cref="ServicePlan.Reads"/>, of <see cref="ServicePlan.Lookups"/>, or of <see cref="ServicePlan.OnDemand"/>; otherwise 0.</param>
/// <param name="Index">The position: in the read's <see cref="ViewRead.Features"/> or <see cref="LookupRead.Features"/>, in the method's <see cref="OnDemandDefinition.Outputs"/>, or in <see cref="ServicePlan.Requests"/>.</param>
public sealed record OnDemandInput(InputKind Kind, int Read, int Index)
{
    /// <summary>Its values, where they are not of the request.</summary>
    /// <param name="reads">For each read of the service, its features' values.</param>
    /// <param name="lookups">For each lookup of the service, its features' values.</param>
    /// <param name="onDemand">For each on-demand method of the service, its features' values.</param>
    /// <exception cref="InvalidOperationException">It is a field of the request.</exception>
    public ResultColumn In(IReadOnlyList<IReadOnlyList<ResultColumn>> reads, IReadOnlyList<IReadOnlyList<ResultColumn>> lookups, IReadOnlyList<IReadOnlyList<ResultColumn>> onDemand) => Kind switch
    {
        InputKind.Feature => reads[Read][Index],
        InputKind.Lookup => lookups[Read][Index],
        InputKind.OnDemand => onDemand[Read][Index],
        _ => throw new InvalidOperationException("A field of a request is not among the features."),
    };
}

/// <summary>An on-demand method with its inputs found.</summary>
/// <param name="Definition">As it was written.</param>
/// <param name="Inputs">One for each parameter.</param>
public sealed record OnDemandPlan(OnDemandDefinition Definition, IReadOnlyList<OnDemandInput> Inputs)
{
    /// <summary>Columns for the values of its features, in which every row is not found.</summary>
    public ResultColumn[] NewColumns(int rows) => [.. Definition.Outputs.Select(output => new ResultColumn(DataType.Scalar(output.Kind), rows))];
}

/// <summary>A field that the caller gives with the request, or that the spine has as a column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The kind of its values.</param>
public sealed record RequestField(string Name, ValueKind Kind);

/// <summary>One column of a service's answer.</summary>
/// <param name="Name">The column's name: the feature's, or <c>alias__feature</c>.</param>
/// <param name="FullName"><c>view__feature</c>, or <c>alias__feature</c>.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="Input">Where it comes from.</param>
public sealed record OutputColumn(string Name, string FullName, DataType Type, OnDemandInput Input)
{
    /// <summary>What is answered in the place of a value that a deadline cut off; null for nothing.</summary>
    public Fallback? Fallback { get; init; }
}

/// <summary>A service, or a list of features asked for directly, that has been checked.</summary>
/// <param name="Name">The service's name; null for a list of features.</param>
/// <param name="JoinKeys">The key columns that a request or spine must have, each once, with its kind.</param>
/// <param name="Requests">The request fields that it must have.</param>
/// <param name="Reads">The views to read.</param>
/// <param name="OnDemand">The on-demand methods, each after those whose features it needs.</param>
/// <param name="Outputs">What is returned, in order.</param>
public sealed record ServicePlan(
    string? Name,
    IReadOnlyList<RequestField> JoinKeys,
    IReadOnlyList<RequestField> Requests,
    IReadOnlyList<ViewRead> Reads,
    IReadOnlyList<OnDemandPlan> OnDemand,
    IReadOnlyList<OutputColumn> Outputs)
{
    /// <summary>The lookups to read, after the views.</summary>
    public IReadOnlyList<LookupRead> Lookups { get; init; } = [];

    /// <summary>The point in time at which it is asked for; null where nobody says.</summary>
    public string? PointInTime { get; init; }

    /// <summary>What it promises of its views and lookups there.</summary>
    public IReadOnlyList<AvailabilityDefinition> Availability { get; init; } = [];

    /// <summary>The views that it reads, directly and by lookups, each once.</summary>
    public IEnumerable<ViewPlan> Views => Reads.Select(read => read.View).Concat(Lookups.Select(read => read.Lookup.View)).DistinctBy(view => view.Reference);

    /// <summary>The hashes of all that makes its values what they are: of the views and the lookups that it reads, by their names.</summary>
    public IReadOnlyDictionary<string, string> Definitions => Views.Select(view => (Name: view.Reference, view.Hash))
        .Concat(Lookups.Select(read => (read.Lookup.Name, read.Lookup.Hash)).Distinct())
        .ToDictionary(definition => definition.Name, definition => definition.Hash);

    /// <summary>The views that a value comes from: one, or for what is computed on demand all that the service reads.</summary>
    public IEnumerable<ViewPlan> ViewsOf(OnDemandInput input) => input.Kind switch
    {
        InputKind.Feature => [Reads[input.Read].View],
        InputKind.Lookup => [Lookups[input.Read].Lookup.View],
        _ => Views,
    };

    /// <summary>The on-demand feature that an input is.</summary>
    public OnDemandOutput OnDemandFeature(OnDemandInput input) => OnDemand[input.Read].Definition.Outputs[input.Index];

    /// <summary>The join keys that a value depends on, in the service's order: those of the views that it comes from.</summary>
    public IEnumerable<string> JoinKeysOf(OnDemandInput input)
    {
        var keys = KeysOf(input).ToHashSet(StringComparer.Ordinal);
        return JoinKeys.Select(key => key.Name).Where(keys.Contains);
    }

    /// <summary>Whether a value depends on what the caller gives with the request, apart from join keys.</summary>
    public bool TakesRequest(OnDemandInput input) => input.Kind == InputKind.Request || (input.Kind == InputKind.OnDemand && OnDemand[input.Read].Inputs.Any(TakesRequest));

    /// <summary>The name of what a feature is of, and the feature's own.</summary>
    /// <param name="input">A feature of a view or of a lookup.</param>
    public (string Of, string Feature) NameOf(OnDemandInput input)
    {
        if (input.Kind == InputKind.Lookup) return (Lookups[input.Read].Name, Lookups[input.Read].Lookup.Features[Lookups[input.Read].Features[input.Index]].Name);
        var read = Reads[input.Read];
        return (read.Name, read.View.Features[read.Features[input.Index]].Name);
    }

    private IEnumerable<string> KeysOf(OnDemandInput input) => input.Kind switch
    {
        InputKind.Feature => Reads[input.Read].JoinKeys,
        InputKind.Lookup => KeysOf(Lookups[input.Read].Key),
        InputKind.OnDemand => OnDemand[input.Read].Inputs.SelectMany(KeysOf),
        _ => [],
    };
}
