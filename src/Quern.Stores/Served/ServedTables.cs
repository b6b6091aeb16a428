using Quern.Engine.Served;
using Quern.Stores.Sources;

namespace Quern.Stores.Served;

/// <summary>
/// Keeps a Delta table of what was served for each service. A batch's number is the version of its commit's own transaction, so that a batch is in the table once, however often it is tried.
/// Several writers may write to a table; for one thread at a time.
/// </summary>
/// <param name="folder">The folder that holds a folder for each service's table.</param>
/// <param name="clock">Says when files and commits are written.</param>
/// <param name="resources">What writing may use; null for all of the machine.</param>
public sealed class ServedTables(string folder, TimeProvider clock, DuckResources? resources = null) : IServedTables
{
    private readonly Dictionary<string, ServedTable> _tables = new(StringComparer.Ordinal);
    private readonly string _writer = $"quern served {Guid.NewGuid():N}";

    /// <summary>Where a service's table lies.</summary>
    public static string TableOf(string folder, string service) => Path.Combine(folder, service);

    /// <inheritdoc/>
    public void Append(ServedBatch batch, long number)
    {
        try
        {
            TableFor(batch.Shape).Append(batch, new(_writer, number));
        }
        catch
        {
            // What is open may be the trouble: the next try begins anew.
            Close(batch.Shape.Service);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Tidy(string service)
    {
        if (_tables.TryGetValue(service, out var table)) table.Tidy();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var table in _tables.Values) table.Dispose();
        _tables.Clear();
    }

    private ServedTable TableFor(ServedShape shape)
    {
        if (_tables.TryGetValue(shape.Service, out var open) && ReferenceEquals(open.Shape, shape)) return open;
        Close(shape.Service);
        return _tables[shape.Service] = ServedTable.Open(TableOf(folder, shape.Service), shape, clock, resources);
    }

    private void Close(string service)
    {
        if (_tables.Remove(service, out var table)) table.Dispose();
    }
}
