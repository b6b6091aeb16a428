namespace Quern.Protocol.Audits;

/// <summary>What audits of served vectors found within the last hour.</summary>
/// <param name="Services">The services that are logged; empty where nothing is audited.</param>
public sealed record AuditsShape(IReadOnlyList<AuditedServiceShape> Services);

/// <summary>What was found of one service.</summary>
/// <param name="Service">The service.</param>
/// <param name="Version">The version of the registry by which history was computed; null while nothing was.</param>
/// <param name="AuditedTo">The instant before which reads were looked at; null while none were.</param>
/// <param name="Vectors">How many vectors were compared.</param>
/// <param name="DifferentVectors">How many of them have a value that differs.</param>
/// <param name="Values">How many values were compared.</param>
/// <param name="Different">How many of them differ.</param>
/// <param name="Rate">The share of the values that differ.</param>
/// <param name="Trouble">Why it cannot be audited now; null while it can.</param>
/// <param name="Causes">How many values differ, by view and cause.</param>
/// <param name="Examples">The latest values that differ.</param>
/// <param name="Notes">What could not be compared, and why.</param>
public sealed record AuditedServiceShape(
    string Service, string? Version, string? AuditedTo, long Vectors, long DifferentVectors, long Values, long Different, double Rate, string? Trouble, IReadOnlyList<SkewRateShape> Causes, IReadOnlyList<SkewExampleShape> Examples, IReadOnlyList<string> Notes);

/// <summary>How many values of a view differ for one cause.</summary>
/// <param name="View">The view, lookup or on-demand method.</param>
/// <param name="Cause">The cause.</param>
/// <param name="Values">How many.</param>
/// <param name="Rate">Their share of the view's values that were compared.</param>
/// <param name="ByDesign">Whether the project says that it is to be so: a declared fallback, or what was known by then.</param>
public sealed record SkewRateShape(string View, string Cause, long Values, double Rate, bool ByDesign);

/// <summary>A value that differs.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Row">Which of its rows, from 0.</param>
/// <param name="ServedAt">The instant of the read.</param>
/// <param name="ServedBy">The version of the registry that answered.</param>
/// <param name="Keys">The join keys as text.</param>
/// <param name="View">The view.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Served">What was answered.</param>
/// <param name="Computed">What history gives.</param>
/// <param name="Cause">Why they differ.</param>
/// <param name="Evidence">What says so.</param>
public sealed record SkewExampleShape(
    string RequestId, int Row, string ServedAt, string ServedBy, IReadOnlyDictionary<string, string?> Keys, string View, string Feature, SkewSideShape Served, SkewSideShape Computed, string Cause, string Evidence);

/// <summary>A value with its status.</summary>
/// <param name="Value">The value as text; null where it is null.</param>
/// <param name="Status">Its status.</param>
public sealed record SkewSideShape(string? Value, string Status);
