using Quern.Drift;
using Quern.Planning;
using Quern.Profiles;
using Quern.Values;

namespace Quern.Engine.Monitoring;

/// <summary>What is looked at in which sub-populations.</summary>
/// <param name="By">The fields whose values divide the rows.</param>
/// <param name="Measured">The features and fields of the request that are looked at.</param>
/// <param name="Features">Which of those are features.</param>
public sealed record PopulationFields(IReadOnlyList<RequestField> By, IReadOnlyList<RequestField> Measured, IReadOnlySet<string> Features)
{
    /// <summary>What can be looked at of both a service and a training set.</summary>
    /// <param name="profiler">What is looked at of what is served.</param>
    /// <param name="columns">The training set's columns, with their types.</param>
    public static PopulationFields Of(ServedProfiler profiler, IReadOnlyList<FeatureReference> columns)
    {
        var known = columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        RequestField[] Both(IEnumerable<(string Name, DataType Type)> fields) => [.. fields.Where(one => known.TryGetValue(one.Name, out var column) && column.Whole.Type == one.Type).Select(one => new RequestField(one.Name, one.Type.Kind))];
        var measured = Both(profiler.Fields.Where(one => SliceProfile.IsMeasured(one.Type)));
        return new(Both(profiler.Slices.Select(place => profiler.Fields[place])), measured, measured.Select(one => one.Name).Where(name => known[name].IsFeature).ToHashSet(StringComparer.Ordinal));
    }
}
