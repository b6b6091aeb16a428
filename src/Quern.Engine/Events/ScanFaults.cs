using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;

namespace Quern.Engine.Events;

/// <summary>
/// Takes the bad rows that a scan of a source finds. A reader that is in a hurry does not number the rows of every file: such a row is only noted, and named when the source is
/// read again for its numbers.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="badRows">Where bad rows go; null where another scan of the same rows tells them.</param>
/// <param name="isNaming">Whether this is the second reading, which names what the first has noted.</param>
/// <param name="noteUnnamed">Notes that there is a row without a number.</param>
internal sealed class ScanFaults(SourceDefinition source, BadRows? badRows, bool isNaming, Action noteUnnamed)
{
    /// <summary>Takes one row of a batch.</summary>
    public void Add(EventBatch batch, int row, string column, string? value, string reason)
    {
        if (badRows is null) return;
        if (batch.FirstRow < 0 && !isNaming && (source.HasNumberedRows || source.Format == SourceFormat.Stream)) noteUnnamed();
        else badRows.Add(new(source.Name, batch.File, batch.NumberOf(row), column, value, reason));
    }
}
