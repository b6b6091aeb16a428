using Quern.Values;

namespace Quern.PointInTime;

/// <summary>What is kept of each event of a view.</summary>
/// <param name="Columns">The kinds of the columns: arguments or attributes first, then what else breaks ties.</param>
/// <param name="Ties">The columns that break ties between events of one entity at one time, in their order; empty when no order among those is needed.</param>
/// <param name="Known">Whether known-at times are kept.</param>
/// <param name="Keyed">The kind of event keys; null when there are none.</param>
public sealed record EventShape(IReadOnlyList<ValueKind> Columns, IReadOnlyList<int> Ties, bool Known, ValueKind? Keyed);
