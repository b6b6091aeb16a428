namespace Quern.Engine.Streams;

/// <summary>What became of a submission: what is in the log of it, and what its sender is told.</summary>
internal sealed record Taken(Submission Submission, IReadOnlyList<LoggedEvents> Events, PushReport Report);
