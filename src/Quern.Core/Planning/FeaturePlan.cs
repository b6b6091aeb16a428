using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Planning;

/// <summary>One feature of a view, resolved.</summary>
/// <param name="Name">Its name within the view: <c>mean_delay_7d</c>.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="FeatureType">What it means to a model.</param>
/// <param name="Input">For an aggregation view: which of <see cref="AggregationViewPlan.Aggregates"/>; for an attribute view: which of its attributes.</param>
/// <param name="Window">The window of an aggregate; null for an attribute.</param>
public sealed record FeaturePlan(string Name, DataType Type, FeatureType FeatureType, int Input, Window? Window);
