namespace Quern.Client.Pushes;

/// <summary>What a server says of a part of a push.</summary>
internal sealed record PushAnswer(int From, int Events, int Accepted, int Duplicate, int Late, int RefusedCount, IReadOnlyList<RefusedEvent> Refused, PushTrouble? Error = null);

/// <summary>Why the events of a part were not taken.</summary>
internal sealed record PushTrouble(string Code, string Detail, string? Hint = null);
