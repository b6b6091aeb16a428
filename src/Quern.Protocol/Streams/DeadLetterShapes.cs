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
