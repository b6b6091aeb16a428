using Quern.Aggregation;
using Quern.Definitions;
using Quern.Schema;
using Quern.Values;

namespace Quern.Planning;

/// <summary>
/// Works out one lookup. It gives a plan of what is sound, so that services that read it can be checked too; null where one of its views is not there, or has no key. The plan may be used
/// only when there was no finding.
/// </summary>
internal sealed class LookupPlanner(IReadOnlyDictionary<string, ViewPlan> views, FeatureCatalog catalog, List<Finding> findings)
{
    public LookupPlan? Plan(LookupDefinition lookup)
    {
        var what = $"lookup '{lookup.Name}'";
        var (keys, view) = (Find(what, lookup.KeyView), Find(what, lookup.View));
        if (keys is null || view is not { KeyKinds.Count: > 0 }) return null;
        var key = keys.IndexOf(lookup.KeyFeature);
        if (key >= 0) CheckKey(what, keys, keys.Features[key], view);
        else if (!catalog.IsUnresolved(lookup.KeyFeature)) findings.Add(PlanFindings.UnknownFeature($"{what}, key", keys, lookup.KeyFeature));
        if (view.Definition.Entity.JoinKeys.Count != 1) findings.Add(PlanFindings.LookupOfSeveralKeys(what, view));

        var isList = key >= 0 && keys.Features[key].Type.Shape is DataShape.List;
        var features = lookup.Aggregates is { } aggregates
            ? Aggregated(what, key >= 0 && !isList, aggregates, view)
            : [.. view.Features.Select((feature, i) => Own(feature, i, isList)).OfType<LookupFeaturePlan>()];
        return new(lookup)
        {
            KeyView = keys,
            KeyFeature = key,
            View = view,
            IsList = isList,
            LongestList = isList ? ((AggregationViewPlan)keys).Aggregates[keys.Features[key].Input].Aggregate.Spec.N : 1,
            Features = features,
            Unlisted = isList && lookup.Aggregates is null ? [.. view.Features.Where(feature => !CanBeListed(feature.Type))] : [],
            Hash = ContentHash.Of($"{MeaningText.Of(lookup)}{keys.Hash}\n{view.Hash}\n"),
        };
    }

    private static bool CanBeListed(DataType type) => type.Shape == DataShape.Scalar && type.Kind != ValueKind.Embedding;

    private ViewPlan? Find(string what, ViewDefinition view)
    {
        if (views.TryGetValue(view.Reference, out var plan)) return plan;
        findings.Add(PlanFindings.UnknownView(what, view.Reference, catalog.ViewNames));
        return null;
    }

    private void CheckKey(string what, ViewPlan keys, FeaturePlan key, ViewPlan view)
    {
        var name = $"{keys.Reference}:{key.Name}";
        if (key.Type.Shape is not (DataShape.Scalar or DataShape.List) || !RowKey.Allows(key.Type.Kind)) findings.Add(PlanFindings.LookupKeyType(what, name, key.Type));
        else if (view.KeyKinds is [var kind] && view.Definition.Keys[0].IsUsable && RowKey.Allows(kind) && kind != RowKey.KindOf(key.Type.Kind))
            findings.Add(PlanFindings.LookupKeyKind(what, name, key.Type.Kind, view, kind));
    }

    private static LookupFeaturePlan? Own(FeaturePlan feature, int input, bool isList)
    {
        if (!isList) return new(feature.Name, feature.Type, feature.FeatureType, input, null);
        if (!CanBeListed(feature.Type)) return null;
        var type = DataType.NullableList(feature.Type.Kind);
        return new(feature.Name, type, FeatureTypes.Of(type), input, null);
    }

    private List<LookupFeaturePlan> Aggregated(string what, bool isSingle, IReadOnlyList<LookupAggregateDefinition> aggregates, ViewPlan view)
    {
        if (isSingle) findings.Add(PlanFindings.LookupOfOne(what));
        NameRules.CheckAll($"{what}, feature", aggregates, aggregate => aggregate.Name, findings);
        var features = new List<LookupFeaturePlan>();
        foreach (var aggregate in aggregates)
        {
            var where = $"{what}, feature '{aggregate.Name}'";
            var input = view.IndexOf(aggregate.Feature);
            if (input >= 0) Add(features, where, aggregate, input, view.Features[input]);
            else if (!catalog.IsUnresolved(aggregate.Feature)) findings.Add(PlanFindings.UnknownFeature(where, view, aggregate.Feature));
        }

        return features;
    }

    private void Add(List<LookupFeaturePlan> features, string where, LookupAggregateDefinition aggregate, int input, FeaturePlan feature)
    {
        if (aggregate.Function is not { } function)
        {
            if (CanBeListed(feature.Type)) features.Add(Own(feature, input, isList: true)! with { Name = aggregate.Name });
            else findings.Add(PlanFindings.Unlisted(where, feature));
            return;
        }

        if (feature.Type.Shape != DataShape.Scalar)
        {
            findings.Add(PlanFindings.Unlisted(where, feature));
            return;
        }

        var spec = new AggregateSpec(function, feature.Type.Kind);
        var problems = AggregateFactory.Validate(spec);
        foreach (var problem in problems) findings.Add(PlanFindings.Aggregate(where, problem));
        if (problems.Count > 0) return;
        var bound = AggregateFactory.Create(spec);
        features.Add(new(aggregate.Name, bound.ResultType, FeatureTypes.Of(bound.ResultType), input, bound));
    }
}
