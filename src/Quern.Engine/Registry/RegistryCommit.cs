using Quern.Planning.Snapshots;
using Quern.Time;

namespace Quern.Engine.Registry;

/// <summary>One state of the registry. Commits are numbered 1, 2, 3, … and never change.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Parent">The number of the commit that it was made over; null for the first.</param>
/// <param name="Author">Who made it.</param>
/// <param name="Time">When, by the clock of whoever made it.</param>
/// <param name="Message">Why.</param>
/// <param name="Snapshot">What is defined.</param>
/// <param name="ObjectHash">The content hash of the compiled definitions; null when they were not kept.</param>
public sealed record RegistryCommit(int Number, int? Parent, string Author, Instant Time, string Message, RepositorySnapshot Snapshot, string? ObjectHash);
