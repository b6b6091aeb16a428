using Quern.Aggregation;
using Quern.Definitions;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Planning;

/// <summary>
/// Works out one view. It always gives a plan, of what is sound, so that what builds on the view can be checked too; the plan may be used only when there was no finding.
/// </summary>
internal sealed class ViewPlanner(PlanOptions options, List<Finding> findings)
{
    private static readonly Duration Day = new(86_400 * Instant.PerSecond);

    /// <summary>The names of features that have findings; nothing more need be said where they are used.</summary>
    public HashSet<string> Unresolved { get; } = new(StringComparer.Ordinal);

    public ViewPlan Plan(ViewDefinition view)
    {
        if (options.RequireOwner && string.IsNullOrWhiteSpace(view.Labels.Owner)) findings.Add(PlanFindings.NoOwner(view.Reference));
        CheckKeys(view);
        ViewPlan plan = view switch
        {
            AttributeViewDefinition attributes => PlanAttributes(attributes),
            AggregationViewDefinition aggregates => PlanAggregates(aggregates),
            _ => throw new ArgumentException($"'{view.GetType().Name}' is not a kind of view.", nameof(view)),
        };
        NameRules.CheckAll($"view '{view.Reference}', feature", plan.Features, feature => feature.Name, findings);
        CheckExpectations(plan);
        return plan;
    }

    private void CheckExpectations(ViewPlan plan)
    {
        foreach (var expectation in plan.Definition.Expectations)
        {
            var what = $"view '{plan.Reference}', expectation '{expectation.Name}'";
            if (plan.IndexOf(expectation.Feature) is >= 0 and var place)
            {
                if (!expectation.Rule.Fits(plan.Features[place].Type)) findings.Add(ExpectationFindings.OtherType(what, expectation.Feature, plan.Features[place].Type.ToString(), expectation.Rule.Wants));
            }
            else if (!Unresolved.Contains(expectation.Feature)) findings.Add(ExpectationFindings.UnknownFeature(what, expectation.Feature, NearestName.Hint(expectation.Feature, [.. plan.Features.Select(feature => feature.Name)])));
        }
    }

    private void CheckKeys(ViewDefinition view)
    {
        if (view.Keys.Count != view.Entity.JoinKeys.Count) findings.Add(PlanFindings.KeyCount(view.Reference, view.Entity, view.Keys.Count));
        foreach (var (key, name) in view.Keys.Zip(view.Entity.JoinKeys))
            if (key.IsUsable && !RowKey.Allows(key.Kind))
                findings.Add(PlanFindings.KeyKind(view.Reference, name, key.Kind));
    }

    private AttributeViewPlan PlanAttributes(AttributeViewDefinition view) => new(view)
    {
        Features = [.. view.Attributes.Select((attribute, i) => new FeaturePlan(attribute.Name, DataType.Scalar(attribute.Value.Kind), attribute.FeatureType, i, null))],
        KeyKinds = KeyKinds(view),
        Fields = AllFields(view),
        Hash = Hash(view),
        AllowedLateness = view.AllowedLateness ?? Duration.Longest,
    };

    private AggregationViewPlan PlanAggregates(AggregationViewDefinition view)
    {
        var what = $"view '{view.Reference}'";
        CheckWindows(what, view, view.Windows);
        var (arguments, aggregates, features) = (new List<RowExpression>(), new List<AggregatePlan>(), new List<FeaturePlan>());
        var numbers = new Dictionary<RowExpression, int>();
        foreach (var aggregate in view.Aggregates)
        {
            var where = $"{what}, aggregate '{aggregate.Name}'";
            var windows = aggregate.Windows ?? view.Windows;
            if (aggregate.Windows is not null) CheckWindows(where, view, windows);
            if (windows.Count == 0) findings.Add(PlanFindings.NoWindows(aggregate.Windows is null ? what : where));
            if (Bind(aggregate, where) is not { } bound)
            {
                Unresolved.UnionWith(windows.Select(window => NameOf(aggregate, window)));
                continue;
            }

            foreach (var window in windows)
                features.Add(new(NameOf(aggregate, window), bound.ResultType, aggregate.FeatureType ?? FeatureTypes.Of(bound.ResultType), aggregates.Count, window));
            aggregates.Add(new(aggregate.Name, bound, Number(aggregate.Argument)));
        }

        var needsOrder = aggregates.Exists(aggregate => aggregate.Aggregate.NeedsOrder);
        var reach = ReachOf(features);
        return new(view)
        {
            Features = features,
            Arguments = arguments,
            Aggregates = aggregates,
            KeyKinds = KeyKinds(view),
            Fields = needsOrder || view.Source.EventKey is not null ? AllFields(view) : view.FieldsRead(),
            Hash = Hash(view),
            Reach = reach,
            NeedsOrder = needsOrder,
            AllowedLateness = view.AllowedLateness ?? (reach is { } longest && longest.CompareTo(Duration.Longest) < 0 ? longest + Day : Duration.Longest),
        };

        int Number(RowExpression? argument)
        {
            if (argument is null) return -1;
            if (numbers.TryGetValue(argument, out var number)) return number;
            arguments.Add(argument);
            return numbers[argument] = arguments.Count - 1;
        }
    }

    private Aggregate? Bind(AggregateDefinition aggregate, string where)
    {
        if (aggregate.Argument?.IsUsable == false) return null;
        var problems = AggregateFactory.Validate(aggregate.Spec);
        foreach (var problem in problems) findings.Add(PlanFindings.Aggregate(where, problem));
        return problems.Count == 0 ? AggregateFactory.Create(aggregate.Spec) : null;
    }

    private static string NameOf(AggregateDefinition aggregate, Window window) => $"{aggregate.Name}_{window.Name}";

    private void CheckWindows(string what, AggregationViewDefinition view, IReadOnlyList<Window> windows)
    {
        var seen = new Dictionary<(Duration?, Duration), Window>();
        foreach (var window in windows)
        {
            if (!seen.TryAdd((window.Length, window.Offset), window)) findings.Add(PlanFindings.DuplicateWindow(what, seen[(window.Length, window.Offset)], window));
            if (view.Hop is not null && window.Offset.Microseconds > 0) findings.Add(PlanFindings.HopWithOffset(view.Reference, window));
        }
    }

    // A lifetime window looks over the whole past, and so does the view.
    private static Duration? ReachOf(List<FeaturePlan> features)
    {
        var longest = default(Duration);
        foreach (var feature in features)
        {
            if (feature.Window!.Reach is not { } reach) return null;
            if (reach.CompareTo(longest) > 0) longest = reach;
        }

        return longest;
    }

    private static IReadOnlyList<ValueKind> KeyKinds(ViewDefinition view) => [.. view.Keys.Select(key => RowKey.KindOf(key.Kind))];

    // Ties between rows are broken by all of their values.
    private static IReadOnlyList<int> AllFields(ViewDefinition view) => [.. Enumerable.Range(0, view.Source.Schema.Fields.Count)];

    private static string Hash(ViewDefinition view) => ContentHash.Of(MeaningText.Shared(view) + string.Concat(view.FeatureMeanings()));
}
