namespace Quern.Protocol.Registry;

/// <summary>An open plan: a change that waits for somebody to look at it and apply it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Over">The number of the commit that it changes; null where nothing was applied.</param>
/// <param name="Author">Who opened it.</param>
/// <param name="Time">When, RFC 3339.</param>
/// <param name="Message">Why; empty when nobody said.</param>
/// <param name="Added">How many definitions it adds.</param>
/// <param name="Changed">How many it changes.</param>
/// <param name="Removed">How many it removes.</param>
/// <param name="Heads">The first twenty of those.</param>
/// <param name="Stale">Whether something else was applied since it was opened, so that it cannot be applied any more.</param>
/// <param name="BackfillRows">How many rows of sources must be read before the changed views have values online.</param>
public sealed record PlanShape(
    int Number, int? Over, string Author, string Time, string Message, int Added, int Changed, int Removed, IReadOnlyList<ChangeHeadShape> Heads, bool Stale, long BackfillRows);

/// <summary>A plan with all that it would do, open or ended: the answer to <c>GET /v1/registry/plans/{number}</c>.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Changes">What it would do, by thing and name.</param>
/// <param name="Notes">What else whoever looks at it should know, each as a line.</param>
/// <param name="Lineage">How data would flow, together with what would go.</param>
/// <param name="Touched">What it changes, and all that is made from that.</param>
/// <param name="Ended">How it ended; null while it is open.</param>
public sealed record PlanDetailShape(
    PlanShape Plan, IReadOnlyList<ChangeShape> Changes, IReadOnlyList<string> Notes, LineageShape Lineage, IReadOnlyList<TouchedShape> Touched, PlanEndShape? Ended);

/// <summary>What a plan does to a node of the lineage.</summary>
/// <param name="Id">The node's id: <c>view:airport_delays</c>.</param>
/// <param name="How"><c>add</c>, <c>change</c>, <c>remove</c>, or <c>reads</c> for what is itself as it was and is made from what changes.</param>
public sealed record TouchedShape(string Id, string How);

/// <summary>How a plan ended.</summary>
/// <param name="Author">Who ended it.</param>
/// <param name="Time">When, RFC 3339.</param>
/// <param name="Commit">The number of the commit that it was applied as; null when it was closed.</param>
public sealed record PlanEndShape(string Author, string Time, int? Commit);
