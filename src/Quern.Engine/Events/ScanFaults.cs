using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;

namespace Quern.Engine.Events;

/// <summary>
/// Takes the bad rows that a view finds. A reader that is in a hurry does not number the rows of every file: such a row is only noted, and named when the source is read
/// again for its numbers.
/// </summary>
internal sealed class ScanFaults(ViewScan scan, BadRows badRows, bool isNaming)
{
    /// <summary>Takes one row of a batch.</summary>
    public void Add(EventBatch batch, int row, string column, string? value, string reason)
    {
        if (!scan.TellsBadRows) return;
        var source = scan.View.Definition.Source;
        if (batch.FirstRow < 0 && !isNaming && source.Format != SourceFormat.Sql) scan.HasUnnamedRows = true;
        else badRows.Add(new(source.Name, batch.File, batch.FirstRow < 0 ? null : batch.FirstRow + row + 1, column, value, reason));
    }
}
