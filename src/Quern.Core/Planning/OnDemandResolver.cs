using Quern.Definitions;
using Quern.Values;

namespace Quern.Planning;

/// <summary>
/// Finds what each parameter of an on-demand method is. (1) <c>[Request]</c>: a field of the request. (2) <c>[Feature]</c>: that feature. Otherwise by name: (3) a column that the service
/// returns of a view or lookup, (4) an on-demand feature of a method of the service, (5) any other feature of the views and lookups that it reads, (6) an on-demand feature of the project,
/// (7) the only feature of that name in the project's views. A method comes after those whose features it needs; a circle is a finding.
/// </summary>
internal sealed class OnDemandResolver(FeatureCatalog catalog, List<Finding> findings)
{
    private readonly Dictionary<string, int?> _done = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];

    /// <summary>The number of a method in the service; null when it, or something that it needs, has findings.</summary>
    public int? Resolve(OnDemandDefinition feature, ServiceBuilder builder)
    {
        if (_done.TryGetValue(feature.Name, out var number)) return number;
        if (_path.IndexOf(feature.Name) is >= 0 and var start)
        {
            findings.Add(PlanFindings.Cycle(Circle(_path[start..])));
            return null;
        }

        _path.Add(feature.Name);
        var inputs = new List<OnDemandInput>();
        foreach (var parameter in feature.Parameters)
            if (Input(feature, parameter, builder) is { } found)
                inputs.Add(found);
        _path.RemoveAt(_path.Count - 1);
        return _done[feature.Name] = inputs.Count == feature.Parameters.Count ? builder.Add(new(feature, inputs)) : null;
    }

    // From its first name in order, so that a circle found from two sides is told once.
    private static IReadOnlyList<string> Circle(List<string> names)
    {
        var first = names.IndexOf(names.Min(StringComparer.Ordinal)!);
        return [.. names[first..], .. names[..first], names[first]];
    }

    private OnDemandInput? Input(OnDemandDefinition feature, OnDemandParameter parameter, ServiceBuilder builder)
    {
        if (parameter.IsRequest) return builder.Request(parameter.Name, parameter.Kind);
        if (parameter.Feature is { } reference) return Named(feature, parameter, reference, builder);
        var returned = builder.Returned(parameter.Name);
        if (returned.Count > 0) return Only(feature, parameter, returned, builder);
        if (builder.Offered(parameter.Name) is { } offered && offered.Definition.Name != feature.Name) return Computed(feature, parameter, offered, builder);
        var readable = builder.Readable(parameter.Name);
        if (readable.Count > 0) return Only(feature, parameter, readable, builder);
        if (catalog.OnDemand(parameter.Name) is { } computed) return Computed(feature, parameter, computed, builder);
        return InProject(feature, parameter, builder);
    }

    private OnDemandInput? Only(OnDemandDefinition feature, OnDemandParameter parameter, List<FeaturePlace> places, ServiceBuilder builder) =>
        places is [var place] ? Read(feature, parameter, place, builder) : Ambiguous(feature, parameter, places.Select(builder.NameOf));

    private OnDemandInput? InProject(OnDemandDefinition feature, OnDemandParameter parameter, ServiceBuilder builder)
    {
        switch (catalog.Features(parameter.Name))
        {
            case [var (view, index)]:
                return Read(feature, parameter, new(InputKind.Feature, builder.ReadOf(view), index), builder);
            case []:
                if (!catalog.IsUnresolved(parameter.Name)) findings.Add(PlanFindings.UnknownParameter(feature.Name, parameter.Name, catalog));
                return null;
            case var several:
                return Ambiguous(feature, parameter, several.Select(place => $"{place.View.Reference}:{parameter.Name}"));
        }
    }

    private OnDemandInput? Named(OnDemandDefinition feature, OnDemandParameter parameter, string reference, ServiceBuilder builder)
    {
        var isBare = !FeatureCatalog.TrySplit(reference, out _, out var name);
        if (isBare && catalog.OnDemand(reference) is { } computed) return Computed(feature, parameter, computed, builder);
        var (place, finding) = builder.Find($"on-demand feature '{feature.Name}', parameter '{parameter.Name}'", reference);
        if (place is { } found) return Read(feature, parameter, found, builder);
        if (isBare || !catalog.IsUnresolved(name)) findings.Add(finding!());
        return null;
    }

    private OnDemandInput? Computed(OnDemandDefinition feature, OnDemandParameter parameter, OnDemandPlace place, ServiceBuilder builder)
    {
        CheckType(feature, parameter, $"on-demand feature '{place.Feature.Name}'", DataType.Scalar(place.Feature.Kind));
        return Resolve(place.Definition, builder) is { } method ? new(InputKind.OnDemand, method, place.Output) : null;
    }

    private OnDemandInput Read(OnDemandDefinition feature, OnDemandParameter parameter, FeaturePlace place, ServiceBuilder builder)
    {
        CheckType(feature, parameter, $"feature '{builder.NameOf(place)}'", builder.TypeOf(place));
        return builder.Input(place);
    }

    private OnDemandInput? Ambiguous(OnDemandDefinition feature, OnDemandParameter parameter, IEnumerable<string> candidates)
    {
        findings.Add(PlanFindings.AmbiguousParameter(feature.Name, parameter.Name, [.. candidates.Distinct()]));
        return null;
    }

    private void CheckType(OnDemandDefinition feature, OnDemandParameter parameter, string input, DataType type)
    {
        if (type.Shape != DataShape.Scalar || !Takes(parameter.Kind, type.Kind)) findings.Add(PlanFindings.ParameterType(feature.Name, parameter, input, type));
    }

    private static bool Takes(ValueKind parameter, ValueKind input) => parameter == input || parameter switch
    {
        ValueKind.Int64 => input == ValueKind.Int32,
        ValueKind.Float64 => input is ValueKind.Int32 or ValueKind.Int64 or ValueKind.Float32,
        _ => false,
    };
}
