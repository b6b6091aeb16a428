namespace Quern.Protocol.Registry;

/// <summary>What a rollback would change now: the answer to <c>GET /v1/registry/commits/{number}/rollback</c>.</summary>
/// <param name="To">The number of the commit to go back to.</param>
/// <param name="Over">The number of the latest commit.</param>
/// <param name="Changes">What it would do, by thing and name.</param>
public sealed record RollbackPlanShape(int To, int Over, IReadOnlyList<ChangeShape> Changes);

/// <summary>Asks for a rollback: the body of <c>POST /v1/registry/rollback</c>.</summary>
/// <param name="To">The number of the commit to go back to.</param>
/// <param name="Over">The number of the commit that was the latest when it was looked at.</param>
public sealed record RollbackShape(int To, int Over);

/// <summary>A rollback that was done.</summary>
/// <param name="Commit">The number of the new commit.</param>
public sealed record RollbackAnswerShape(int Commit);
