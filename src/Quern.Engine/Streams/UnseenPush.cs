namespace Quern.Engine.Streams;

/// <summary>A push that reads of other processes do not see yet.</summary>
/// <param name="End">The place in the log after its last event.</param>
/// <param name="Received">When it came, by the timer.</param>
/// <param name="Latest">The event time of its latest event, in microseconds.</param>
internal readonly record struct UnseenPush(long End, long Received, long Latest);
