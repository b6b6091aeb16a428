using System.Globalization;
using Quern.Definitions;
using Quern.Values;

namespace Quern.Planning.Snapshots;

/// <summary>Makes a snapshot of a plan.</summary>
public static class SnapshotWriter
{
    /// <summary>What the plan defines.</summary>
    public static RepositorySnapshot Of(RepositoryPlan plan) => new(
        [.. plan.Definition.Entities.Select(Of).OrderBy(entry => entry.Name, StringComparer.Ordinal)],
        [.. plan.Definition.Sources.Select(Of).OrderBy(entry => entry.Name, StringComparer.Ordinal)],
        [.. plan.Views.Values.Select(Of).OrderBy(entry => entry.Name, StringComparer.Ordinal)],
        [.. plan.Definition.OnDemand.Select(Of).OrderBy(entry => entry.Name, StringComparer.Ordinal)],
        [.. plan.Definition.Services.Select(service => Of(service, plan.Services[service.Name])).OrderBy(entry => entry.Name, StringComparer.Ordinal)])
    {
        Lookups = plan.Lookups.Count == 0 ? null : [.. plan.Lookups.Values.Select(Of).OrderBy(entry => entry.Name, StringComparer.Ordinal)],
    };

    private static EntityEntry Of(EntityDefinition entity) => Label(new EntityEntry { Name = entity.Name, JoinKeys = entity.JoinKeys }, entity.Labels);

    private static SourceEntry Of(SourceDefinition source) => Label(
        new SourceEntry
        {
            Name = source.Name,
            Format = source.Format.ToString().ToLowerInvariant(),
            Location = source.Location,
            Connection = source.Connection,
            Version = source.Version,
            Inputs = source.Inputs.Count == 0 ? null : [.. source.Inputs.Select(input => input.Name)],
            Columns = [.. source.Schema.Fields.Select(MeaningText.Of)],
            EventTime = source.EventTime.Text,
            KnownAt = source.KnownAt?.Text,
            Delay = source.Delay == default ? null : source.Delay.ToString(),
            Filter = source.Filter?.Text,
            EventKey = source.EventKey?.Text,
            Expectations = source.Expectations.Count + source.SeriesExpectations.Count == 0 ? null : [.. source.Expectations.Select(Of), .. source.SeriesExpectations.Select(Of)],
            Stream = source.Stream,
        },
        source.Labels);

    private static ExpectationEntry Of(ExpectationDefinition expectation) => new(expectation.Name, expectation.Condition.Text, expectation.OnFail.ToString().ToLowerInvariant())
    {
        MaxShare = expectation.MaxShare,
        Every = expectation.MaxShare is null ? null : expectation.Every.ToString(),
    };

    private static ExpectationEntry Of(SeriesExpectation expectation) => new(expectation.Name, expectation.Text, expectation.OnFail.ToString().ToLowerInvariant());

    private static ViewEntry Of(ViewPlan plan)
    {
        var view = plan.Definition;
        return Label(
            new ViewEntry
            {
                Name = view.Reference,
                Kind = view is AttributeViewDefinition ? "attributes" : "aggregates",
                Entity = view.Entity.Name,
                Source = view.Source.Name,
                Keys = [.. view.Entity.JoinKeys.Select((key, i) => $"{key} {Name(plan.KeyKinds[i])} = {view.Keys[i].Text}")],
                Filter = view.Filter?.Text,
                Ttl = (view as AttributeViewDefinition)?.Ttl?.ToString(),
                Hop = (view as AggregationViewDefinition)?.Hop?.ToString(),
                AllowedLateness = view.AllowedLateness?.ToString(),
                SkipNonFinite = view.SkipNonFinite ? true : null,
                Features = [.. plan.Features.Zip(view.FeatureMeanings(), (feature, meaning) => new FeatureEntry(feature.Name, feature.Type.ToString(), feature.FeatureType.ToString(), meaning.TrimEnd()))],
                Expectations = view.Expectations.Count == 0 ? null : [.. view.Expectations.Select(expectation => new ExpectationEntry(expectation.Name, expectation.Text, expectation.OnFail.ToString().ToLowerInvariant()))],
                Meaning = ContentHash.Of(MeaningText.Shared(view)),
                Hash = plan.Hash,
            },
            view.Labels);
    }

    private static LookupEntry Of(LookupPlan lookup) => Label(
        new LookupEntry
        {
            Name = lookup.Name,
            Key = $"{lookup.KeyView.Reference}:{lookup.Definition.KeyFeature}",
            View = lookup.View.Reference,
            Features = [.. lookup.Features.Select(feature => Of(feature, lookup.View.Features[feature.Input].Name))],
            Hash = lookup.Hash,
        },
        lookup.Definition.Labels);

    private static LookupFeatureEntry Of(LookupFeaturePlan feature, string input) =>
        new(feature.Name, feature.Type.ToString(), feature.Aggregate is { } aggregate ? $"{aggregate.Spec.Function} of {input}" : input);

    private static OnDemandEntry Of(OnDemandDefinition method) => Label(
        new OnDemandEntry
        {
            Name = method.Name,
            Type = method.Outputs is [{ Member: null } value] ? Name(value.Kind) : null,
            Parameters = [.. method.Parameters.Select(Of)],
            Outputs = method.Outputs is [{ Member: null }] ? null : [.. method.Outputs.Select(output => new OnDemandOutputEntry(output.Name, Name(output.Kind)))],
        },
        method.Labels);

    private static string Of(OnDemandParameter parameter)
    {
        var origin = parameter.IsRequest ? " from request" : parameter.Feature is { } feature ? $" from {feature}" : "";
        return $"{parameter.Name} {Name(parameter.Kind)}{(parameter.Nullable ? "?" : "")}{origin}";
    }

    private static ServiceEntry Of(ServiceDefinition service, ServicePlan plan) => Label(
        new ServiceEntry
        {
            Name = service.Name,
            JoinKeys = [.. plan.JoinKeys.Select(Of)],
            Requests = plan.Requests.Count == 0 ? null : [.. plan.Requests.Select(Of)],
            PointInTime = plan.PointInTime,
            Availability = plan.Availability.Count == 0 ? null : [.. plan.Availability.Select(Of)],
            Columns = [.. plan.Outputs.Select(output => new ColumnEntry(output.Name, output.Type.ToString(), Origin(plan, output.Input)) { Fallback = output.Fallback?.ToString() })],
        },
        service.Labels);

    private static string Of(AvailabilityDefinition promise) => string.Create(CultureInfo.InvariantCulture, $"{promise.Of}{(promise.Within is { } age ? $" within {age}" : "")}: {promise.Share * 100:0.####} %");

    private static string Of(RequestField field) => $"{field.Name} {Name(field.Kind)}";

    private static string Origin(ServicePlan plan, OnDemandInput input)
    {
        if (input.Kind == InputKind.OnDemand) return plan.OnDemandFeature(input).Name;
        var of = input.Kind == InputKind.Lookup ? plan.Lookups[input.Read].Lookup.Name : plan.Reads[input.Read].View.Reference;
        return $"{of}:{plan.NameOf(input).Feature}";
    }

    private static string Name(ValueKind kind) => kind.ToString().ToLowerInvariant();

    private static T Label<T>(T entry, Labels labels)
        where T : SnapshotEntry => entry with
    {
        Description = labels.Description.Length == 0 ? null : labels.Description,
        Owner = labels.Owner,
        Tags = labels.Tags.Count == 0 ? null : new SortedDictionary<string, string>(labels.Tags.ToDictionary(), StringComparer.Ordinal),
    };
}
