using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Schema;

namespace Quern.Testing.Kits;

/// <summary>Where tables of streams are; there is none at first. Disposing it removes what is there.</summary>
public interface IHistoryTablesPlace : IDisposable
{
    /// <summary>Opens the tables, as another process would.</summary>
    IHistoryTables Open();

    /// <summary>Reads all rows of a stream's table, as a tool does that knows nothing of who writes it.</summary>
    /// <param name="stream">The stream, which has a table.</param>
    /// <param name="schema">The columns that are wanted; of each the table has one, and any value may be null.</param>
    /// <param name="sink">Takes the rows.</param>
    void Read(string stream, RowSchema schema, IScanSink sink);

    /// <summary>Makes whatever is behind the adapter fail now and then, until it is disposed.</summary>
    /// <param name="seed">Settles when it fails.</param>
    /// <returns>Null where there is nothing that could.</returns>
    IDisposable? Fail(int seed) => null;
}
