using Quern.Engine.PointInTime;
using Quern.Engine.Served;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Audit;

/// <summary>Logged rows that one version answered and that are compared together.</summary>
/// <param name="Rows">The rows, by place.</param>
/// <param name="Answered">The version that answered.</param>
/// <param name="Shape">What was logged of a row.</param>
/// <param name="Vectors">The logged rows, by place.</param>
/// <param name="Current">The service by which history is computed.</param>
/// <param name="Compared">What is compared.</param>
internal sealed record AuditPart(IReadOnlyList<SampledRow> Rows, AuditedVersion Answered, ServedShape Shape, ServedVectors Vectors, AuditedVersion Current, ComparedColumns Compared)
{
    /// <summary>Some of the rows as a question to history.</summary>
    public HistoryRequest Ask(ServicePlan plan, IReadOnlyList<int> places, bool asKnown)
    {
        var times = new Int64Column(ValueKind.Timestamp);
        foreach (var place in places) times.Append(Rows[place].At.Microseconds);
        var inputs = LoggedInputs.Of(Shape, Vectors, plan, places);
        return new(plan, times, [.. inputs.Take(plan.JoinKeys.Count)], [.. inputs.Skip(plan.JoinKeys.Count)], asKnown, new(BadRowPolicy.Fail));
    }

    /// <summary>Whether what was served at a place is what was computed, in all columns of a group that no deadline cut off.</summary>
    /// <param name="computed">The computed columns, by compared column.</param>
    /// <param name="row">The row in them.</param>
    /// <param name="place">The place.</param>
    /// <param name="group">The group.</param>
    public bool Agrees(ResultColumn?[] computed, int row, int place, int group)
    {
        for (var i = 0; i < Compared.Columns.Count; i++)
        {
            var (column, served) = (Compared.Columns[i], Vectors.Outputs[Compared.Columns[i].Served]);
            if (column.Group != group || ComparedColumns.IsCutOff(served.StatusOf(place))) continue;
            if (computed[i] is not { } values || !ComparedColumns.IsSame(values, row, served, place)) return false;
        }

        return true;
    }

    /// <summary>A value as it was told.</summary>
    public static ReplayedSide Side(ResultColumn column, int row) => column.ToldStatusOf(row) is var status && status.HasValue() ? new(column[row], status) : new(Value.Null, status);
}
