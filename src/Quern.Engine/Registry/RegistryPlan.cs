using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Time;

namespace Quern.Engine.Registry;

/// <summary>A change that is kept before it is applied, so that others can look at it: what an apply would register, to the byte. Plans are numbered 1, 2, 3, … and never change.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Over">The number of the commit that it changes; null where nothing was applied.</param>
/// <param name="Author">Who opened it.</param>
/// <param name="Time">When, by the clock of whoever opened it.</param>
/// <param name="Message">Why.</param>
/// <param name="Snapshot">What would be defined.</param>
/// <param name="ObjectHash">The content hash of the compiled definitions.</param>
/// <param name="Facts">What was found out about it on the data.</param>
public sealed record RegistryPlan(int Number, int? Over, string Author, Instant Time, string Message, RepositorySnapshot Snapshot, string ObjectHash, PlanFacts Facts)
{
    /// <summary>Whether something else was applied since it was opened.</summary>
    /// <param name="head">The number of the latest commit; 0 where nothing was applied.</param>
    public bool IsStale(int head) => (Over ?? 0) != head;
}

/// <summary>What is known of a plan where it is made, on the project's data, and nowhere else.</summary>
/// <param name="BackfillRows">How many rows of sources must be read before the changed views have values online.</param>
/// <param name="Notes">What else whoever looks at it should know, each as a line.</param>
/// <param name="Lineage">How data would flow.</param>
public sealed record PlanFacts(long BackfillRows, IReadOnlyList<string> Notes, Lineage Lineage);

/// <summary>How a plan ended: it was applied, or nobody wants it any more.</summary>
/// <param name="Plan">The plan's number.</param>
/// <param name="Author">Who ended it.</param>
/// <param name="Time">When, by the clock of whoever ended it.</param>
/// <param name="Commit">The commit that it was applied as; null when it was closed.</param>
public sealed record PlanEnd(int Plan, string Author, Instant Time, int? Commit);
