using Quern.Schema;

namespace Quern.Engine.Streams;

/// <summary>Events that follow each other in a stream's log, with the ones that they replace.</summary>
/// <param name="First">The sequence number of the first.</param>
/// <param name="Batch">The events with all fields, and when they were known.</param>
/// <param name="What">For each event what it replaces, as <see cref="LogRecord.Replaced"/> has it; empty where none replaces any.</param>
/// <param name="Replaced">The replaced events with all fields, in the order of those that replace them; null when there are none.</param>
internal sealed record LoggedEvents(long First, EventBatch Batch, long[] What, EventBatch? Replaced)
{
    public long ReplacedBy(int row) => What.Length == 0 ? LogRecord.ReplacesNothing : What[row];
}
