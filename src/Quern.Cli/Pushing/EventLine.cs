namespace Quern.Cli.Pushing;

/// <summary>One event on its way into a stream.</summary>
/// <param name="Number">The number of its line, from 1; for a dead letter the letter's.</param>
/// <param name="Text">The line, without its end.</param>
internal readonly record struct EventLine(long Number, ReadOnlyMemory<byte> Text);

/// <summary>An event that was not taken.</summary>
/// <param name="Line">The event.</param>
/// <param name="Code">The code of the reason.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record RefusedLine(EventLine Line, string Code, string Reason);

/// <summary>What became of events that were pushed together.</summary>
internal sealed record PushResult(int Accepted, int Duplicate, int Late, IReadOnlyList<RefusedLine> Refused);
