using Quern.Engine.PointInTime;
using Quern.Engine.Served;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Audit;

/// <summary>One output of a service that was served and can be computed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Group">What it is a part of, by number: the outputs of one view, lookup or on-demand method are explained together or not at all.</param>
/// <param name="Served">Its place among what was served.</param>
internal sealed record ComparedColumn(string Name, int Group, int Served);

/// <summary>What of a version's answers is compared: outputs of the same name and type in both.</summary>
internal sealed class ComparedColumns
{
    private ComparedColumns(ServicePlan plan, IReadOnlyList<ComparedColumn> columns, IReadOnlyList<OnDemandInput> groups) => (Columns, Groups, Names) = (columns, groups, [.. groups.Select(input => NameOf(plan, input))]);

    public IReadOnlyList<ComparedColumn> Columns { get; }

    /// <summary>Gets an input of each group.</summary>
    public IReadOnlyList<OnDemandInput> Groups { get; }

    /// <summary>Gets the name of each group.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The outputs that a version which served and one that computes have in common.</summary>
    public static ComparedColumns Of(ServicePlan served, ServicePlan computes)
    {
        var (columns, groups) = (new List<ComparedColumn>(), new List<OnDemandInput>());
        for (var place = 0; place < served.Outputs.Count; place++)
        {
            var output = served.Outputs[place];
            if (computes.Outputs.FirstOrDefault(candidate => candidate.Name == output.Name && candidate.Type == output.Type) is not { } same) continue;
            var group = groups.FindIndex(input => input.Kind == same.Input.Kind && input.Read == same.Input.Read);
            if (group < 0)
            {
                group = groups.Count;
                groups.Add(same.Input);
            }

            columns.Add(new(output.Name, group, place));
        }

        return new(computes, columns, groups);
    }

    /// <summary>The computed values of the columns, where a version computes them; null where it does not have one, or not of that type.</summary>
    public ResultColumn?[] In(ServicePlan plan, HistoryResult result, ServedVectors served) => [.. Columns.Select(column =>
        plan.Outputs.FirstOrDefault(output => output.Name == column.Name && output.Type == served.Outputs[column.Served].Type) is { } output ? result.Of(output) : null)];

    /// <summary>Whether two values are the same in status and to the bit, as JSON tells them.</summary>
    public static bool IsSame(ResultColumn left, int leftRow, ResultColumn right, int rightRow)
    {
        var status = left.ToldStatusOf(leftRow);
        if (status != right.ToldStatusOf(rightRow)) return false;
        if (!status.HasValue()) return true;
        return left.Type.IsFixedWidth ? left.Slots[leftRow] == right.Slots[rightRow] : left.Encoded(leftRow).SequenceEqual(right.Encoded(rightRow));
    }

    /// <summary>Whether a deadline cut a value off.</summary>
    public static bool IsCutOff(FeatureStatus status) => status is FeatureStatus.TimedOut or FeatureStatus.Default or FeatureStatus.LastGood;

    private static string NameOf(ServicePlan plan, OnDemandInput input) => input.Kind switch
    {
        InputKind.Feature => plan.Reads[input.Read].Name,
        InputKind.Lookup => plan.Lookups[input.Read].Name,
        _ => plan.OnDemand[input.Read].Definition.Name,
    };
}
