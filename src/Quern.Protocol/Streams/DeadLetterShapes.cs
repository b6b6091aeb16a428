namespace Quern.Protocol.Streams;

/// <summary>Events that were refused, or too late for a view: the answer to <c>GET /v1/dead-letters</c>.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Letters">The latest of them, the last first.</param>
public sealed record DeadLettersShape(int Total, IReadOnlyList<DeadLetterShape> Letters);

/// <summary>An event that was refused, or too late for a view.</summary>
/// <param name="Number">Its number, ascending.</param>
/// <param name="Stream">The stream that it came to.</param>
/// <param name="At">When, RFC 3339.</param>
/// <param name="Code">The code of what is wrong.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Event">How the event begins, as text.</param>
public sealed record DeadLetterShape(long Number, string Stream, string At, string Code, string Reason, string Event);

/// <summary>The body of <c>POST /v1/dead-letters/replay</c>, for its description. The server reads the JSON itself.</summary>
/// <param name="Numbers">The numbers of the dead letters that are pushed again, at most 10,000.</param>
public sealed record ReplayShape(IReadOnlyList<long> Numbers);

/// <summary>What became of dead letters that were pushed again.</summary>
/// <param name="Accepted">How many were taken: they are durable, the next read sees them, and they are dead letters no more.</param>
/// <param name="Duplicate">How many were there already, equal in everything; they are dead letters no more.</param>
/// <param name="Late">How many of the accepted came too late for at least one view, and so are dead letters again under another number.</param>
/// <param name="Refused">Those that were refused again, by their former numbers; each is a dead letter anew.</param>
/// <param name="LeftAlone">The numbers of those that were only late for a view: the log has them, and so they were not pushed.</param>
/// <param name="Gone">The numbers of which there is no dead letter any more.</param>
public sealed record ReplayAnswerShape(int Accepted, int Duplicate, int Late, IReadOnlyList<RefusedLetterShape> Refused, IReadOnlyList<long> LeftAlone, IReadOnlyList<long> Gone);

/// <summary>A dead letter that was refused again.</summary>
/// <param name="Number">The number that it had.</param>
/// <param name="Code">The code of what is wrong.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record RefusedLetterShape(long Number, string Code, string Reason);
