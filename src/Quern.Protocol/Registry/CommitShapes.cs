namespace Quern.Protocol.Registry;

/// <summary>One apply.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Parent">The number of the commit that it was made over; null for the first.</param>
/// <param name="Author">Who made it.</param>
/// <param name="Time">When, RFC 3339.</param>
/// <param name="Message">Why; empty when nobody said.</param>
/// <param name="Added">How many definitions it added.</param>
/// <param name="Changed">How many it changed.</param>
/// <param name="Removed">How many it removed.</param>
/// <param name="Heads">The first twenty of those.</param>
public sealed record CommitShape(
    int Number, int? Parent, string Author, string Time, string Message, int Added, int Changed, int Removed, IReadOnlyList<ChangeHeadShape> Heads);

/// <summary>What happened to a definition, in short.</summary>
/// <param name="Kind"><c>add</c>, <c>change</c> or <c>remove</c>.</param>
/// <param name="Thing"><c>entity</c>, <c>source</c>, <c>view</c>, <c>lookup</c>, <c>on-demand</c> or <c>service</c>.</param>
/// <param name="Name">Its name; a view's with its version when that is not 1.</param>
public sealed record ChangeHeadShape(string Kind, string Thing, string Name);

/// <summary>What happened to a definition.</summary>
/// <param name="Kind"><c>add</c>, <c>change</c> or <c>remove</c>.</param>
/// <param name="Thing"><c>entity</c>, <c>source</c>, <c>view</c>, <c>lookup</c>, <c>on-demand</c> or <c>service</c>.</param>
/// <param name="Name">Its name; a view's with its version when that is not 1.</param>
/// <param name="Summary">What it is in a few words.</param>
/// <param name="Details">For a changed one, each difference as a line.</param>
/// <param name="Consequences">What follows for stored values and for those who read them, each as a line.</param>
/// <param name="NeedsBackfill">Whether stored values must be computed again or for the first time.</param>
public sealed record ChangeShape(
    string Kind, string Thing, string Name, string Summary, IReadOnlyList<string> Details, IReadOnlyList<string> Consequences, bool NeedsBackfill);

/// <summary>One apply with all that it did: the answer to <c>GET /v1/registry/commits/{number}</c>.</summary>
/// <param name="Commit">The apply.</param>
/// <param name="Changes">What it did, by thing and name.</param>
public sealed record CommitDetailShape(CommitShape Commit, IReadOnlyList<ChangeShape> Changes);

/// <summary>What an apply did to one definition.</summary>
/// <param name="Commit">The apply.</param>
/// <param name="Change">What it did.</param>
public sealed record DefinitionChangeShape(CommitShape Commit, ChangeShape Change);
