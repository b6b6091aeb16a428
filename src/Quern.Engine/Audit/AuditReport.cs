using Quern.Engine.Served;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Audit;

/// <summary>What an audit found.</summary>
/// <param name="Service">The service.</param>
/// <param name="Version">The version of the registry by which was computed.</param>
/// <param name="Served">The instants of the reads that were looked at: of those asked for the settled ones.</param>
/// <param name="Counts">How much was looked at.</param>
/// <param name="Views">For each view, lookup and on-demand method how many values were compared, and how many differ; by name.</param>
/// <param name="Rates">How many values differ, by view and cause; none that are 0.</param>
/// <param name="Examples">Some of the values that differ, of each view and cause.</param>
/// <param name="Notes">What could not be compared, and why; one line each.</param>
public sealed record AuditReport(
    string Service, string Version, Interval Served, AuditCounts Counts, IReadOnlyList<AuditedView> Views, IReadOnlyList<AuditRate> Rates, IReadOnlyList<AuditExample> Examples, IReadOnlyList<string> Notes)
{
    /// <summary>The share of the compared values that differ; 0 where none was compared.</summary>
    /// <param name="strict">Whether values count that were served by design (<see cref="SkewCauses.IsByDesign"/>).</param>
    public double Rate(bool strict) => Values == 0 ? 0 : Different(strict) / (double)Values;

    /// <summary>How many values were compared.</summary>
    public long Values => Views.Sum(view => view.Values);

    /// <summary>How many of them differ.</summary>
    /// <param name="strict">Whether values count that were served by design (<see cref="SkewCauses.IsByDesign"/>).</param>
    public long Different(bool strict) => Rates.Where(rate => strict || !rate.Cause.IsByDesign()).Sum(rate => rate.Values);
}

/// <summary>How much an audit looked at.</summary>
/// <param name="Logged">How many rows are logged of the interval.</param>
/// <param name="Young">How many of those asked for are too young to be looked at.</param>
/// <param name="Compared">How many rows were compared.</param>
/// <param name="Different">How many of them have a value that differs.</param>
public sealed record AuditCounts(long Logged, long Young, long Compared, long Different);

/// <summary>A view, lookup or on-demand method of the service.</summary>
/// <param name="View">Its name in the service.</param>
/// <param name="Values">How many of its values were compared.</param>
/// <param name="Different">How many differ.</param>
public sealed record AuditedView(string View, long Values, long Different);

/// <summary>How many values of a view differ for one cause.</summary>
/// <param name="View">The view.</param>
/// <param name="Cause">The cause.</param>
/// <param name="Values">How many.</param>
public sealed record AuditRate(string View, SkewCause Cause, long Values);

/// <summary>A value that differs.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Row">Which of its rows.</param>
/// <param name="At">The instant of the read.</param>
/// <param name="ServedBy">The version of the registry that answered.</param>
/// <param name="Keys">The join keys, by their names.</param>
/// <param name="View">The view.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Served">What was answered.</param>
/// <param name="Computed">What history gives.</param>
/// <param name="Cause">Why.</param>
/// <param name="Evidence">What says so.</param>
public sealed record AuditExample(
    string RequestId, int Row, Instant At, string ServedBy, IReadOnlyList<KeyValuePair<string, Value>> Keys, string View, string Feature, ReplayedSide Served, ReplayedSide Computed, SkewCause Cause, string Evidence);
