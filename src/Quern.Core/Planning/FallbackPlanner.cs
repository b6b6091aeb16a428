using Quern.Definitions;
using Quern.Values;

namespace Quern.Planning;

/// <summary>Checks what a service declares for values that a deadline cuts off, and gives each column its own.</summary>
internal sealed class FallbackPlanner(ServiceDefinition service, FeatureCatalog catalog, List<Finding> findings)
{
    // A double holds every whole number up to here, a float up to the other.
    private const long MostInDouble = 1L << 53;
    private const long MostInFloat = 1L << 24;

    private readonly Dictionary<OutputColumn, Fallback> _found = [];

    /// <summary>The plan with its columns' fallbacks.</summary>
    public ServicePlan Plan(ServicePlan plan)
    {
        if (service.Fallbacks.Count == 0) return plan;
        foreach (var fallback in service.Fallbacks)
            if (ColumnsOf(plan, fallback) is { Count: > 0 } columns) columns.ForEach(column => Add(plan, column, fallback));
            else if (fallback.Feature is { } feature && !catalog.IsUnresolved(feature)) findings.Add(PlanFindings.UnknownFallback(service.Name, fallback.Of, feature, NamesOf(plan, fallback)));
        return plan with { Outputs = [.. plan.Outputs.Select(column => _found.TryGetValue(column, out var found) ? column with { Fallback = found } : column)] };
    }

    private static List<OutputColumn> ColumnsOf(ServicePlan plan, FallbackDefinition fallback) =>
        [.. plan.Outputs.Where(column => IsOf(plan, column, fallback) && (fallback.Feature is null || NameOf(plan, column) == fallback.Feature))];

    private static bool IsOf(ServicePlan plan, OutputColumn column, FallbackDefinition fallback) => (column.Input.Kind == InputKind.OnDemand) == fallback.IsOnDemand
        && (fallback.IsOnDemand ? plan.OnDemand[column.Input.Read].Definition.Name : plan.NameOf(column.Input).Of) == fallback.Of;

    private static string NameOf(ServicePlan plan, OutputColumn column) => column.Input.Kind == InputKind.OnDemand ? plan.OnDemandFeature(column.Input).Name : plan.NameOf(column.Input).Feature;

    private static IReadOnlyCollection<string> NamesOf(ServicePlan plan, FallbackDefinition fallback) => [.. plan.Outputs.Where(column => IsOf(plan, column, fallback)).Select(column => NameOf(plan, column))];

    private void Add(ServicePlan plan, OutputColumn column, FallbackDefinition fallback)
    {
        var before = _found.GetValueOrDefault(column) ?? new(false, null, null);
        // Of two constants, or two last ones, one would never count; nor would a last good value after a constant.
        if (before.Constant is not null || (before.IsLastGood && fallback.Constant is null)) findings.Add(PlanFindings.SecondFallback(service.Name, column.Name));
        else if (fallback.Constant is { } constant)
        {
            if (Fit(constant, column.Type) is { } fit) _found[column] = before with { Constant = fit };
            else findings.Add(PlanFindings.FallbackType(service.Name, column, constant));
        }
        else if (plan.TakesRequest(column.Input)) findings.Add(PlanFindings.LastOfRequest(service.Name, column.Name));
        else _found[column] = before with { IsLastGood = true, Within = fallback.Within };
    }

    // The constant as a value of the type; null where it is none.
    private static Value? Fit(Value constant, DataType type)
    {
        if (type == constant.Type) return type.Kind == ValueKind.Float64 && !double.IsFinite(constant.AsDouble()) ? null : constant;
        if (type.Shape != DataShape.Scalar) return null;
        return (constant.Type.Kind, type.Kind) switch
        {
            (ValueKind.Int64, ValueKind.Int32) when constant.AsInt64() is >= int.MinValue and <= int.MaxValue => Value.Of((int)constant.AsInt64()),
            (ValueKind.Int64, ValueKind.Float64) when constant.AsInt64() is >= -MostInDouble and <= MostInDouble => Value.Of((double)constant.AsInt64()),
            (ValueKind.Int64, ValueKind.Float32) when constant.AsInt64() is >= -MostInFloat and <= MostInFloat => Value.Of((float)constant.AsInt64()),
            (ValueKind.Float64, ValueKind.Float32) when float.IsFinite((float)constant.AsDouble()) => Value.Of((float)constant.AsDouble()),
            _ => null,
        };
    }
}
