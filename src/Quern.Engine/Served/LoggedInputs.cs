using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>What logged requests gave, as the inputs of a service in any version.</summary>
internal static class LoggedInputs
{
    /// <summary>The columns named by a service's join keys and then by its request fields, of some logged rows.</summary>
    /// <param name="shape">What the rows are.</param>
    /// <param name="vectors">The rows.</param>
    /// <param name="plan">The service in the version that is to compute.</param>
    /// <param name="places">Of which places.</param>
    /// <exception cref="QuernException">That version needs an input that the requests did not have: one finding for each.</exception>
    public static IReadOnlyList<Column> Of(ServedShape shape, ServedVectors vectors, ServicePlan plan, IReadOnlyList<int> places)
    {
        if (Missing(shape, plan) is { Count: > 0 } missing) throw new QuernException([.. missing.Select(field => ServedFindings.NoInput(shape.Service, shape.Version, field))]);
        return [.. Fields(plan).Select(field => Select(vectors.Inputs[PlaceOf(shape, field)], field.Kind, places))];
    }

    /// <summary>The inputs that a version needs and the logged requests did not have.</summary>
    public static IReadOnlyList<RequestField> Missing(ServedShape shape, ServicePlan plan) => [.. Fields(plan).Where(field => PlaceOf(shape, field) < 0)];

    /// <summary>Some rows of a logged input.</summary>
    public static Column Select(ResultColumn logged, ValueKind kind, IReadOnlyList<int> places)
    {
        var column = Column.Create(kind);
        foreach (var place in places)
            if (logged.StatusOf(place) != FeatureStatus.Present) column.AppendNull();
            else if (column is TextColumn text) text.Append(logged.Encoded(place));
            else if (column is Float64Column real) real.Append(BitConverter.Int64BitsToDouble(logged.Slots[place]));
            else ((Int64Column)column).Append(logged.Slots[place]);
        return column;
    }

    private static IEnumerable<RequestField> Fields(ServicePlan plan) => plan.JoinKeys.Concat(plan.Requests);

    private static int PlaceOf(ServedShape shape, RequestField field)
    {
        for (var place = 0; place < shape.Inputs.Count; place++)
            if (shape.Inputs[place] == field)
                return place;
        return -1;
    }
}
