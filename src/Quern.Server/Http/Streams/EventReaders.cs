using System.Collections.Concurrent;
using Quern.Protocol.Streams;
using Quern.Schema;

namespace Quern.Server.Http.Streams;

/// <summary>Readers that are used again from batch to batch: as many for a stream as batches were ever under way at once.</summary>
internal sealed class EventReaders
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<EventReader>> _idle = new();

    internal EventReader Rent(string stream, RowSchema schema)
    {
        var idle = _idle.GetOrAdd(stream, _ => []);
        while (idle.TryTake(out var reader))
            if (ReferenceEquals(reader.Schema, schema))
                return reader;
        return new(schema);
    }

    /// <summary>Takes a reader back whose batch nobody uses any more.</summary>
    internal void Return(string stream, EventReader reader)
    {
        reader.Clear();
        _idle[stream].Add(reader);
    }
}
