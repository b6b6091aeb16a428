using NpgsqlTypes;
using Quern.Engine.Feeds;
using Quern.Engine.Streams;
using Quern.Protocol.Streams;
using Quern.Schema;
using Quern.Values;

namespace Quern.Connectors.Postgres;

/// <summary>
/// Events of a table that are to be pushed together, no row twice: events of one push are known at one instant, and of two changes of a row in one transaction, which have one event time,
/// the later must be known later. For one thread; used again.
/// </summary>
internal sealed class EventGathering(RowSchema schema)
{
    private readonly EventReader _events = new(schema);
    private readonly List<NpgsqlLogSequenceNumber> _places = [];
    private readonly HashSet<ulong> _rows = [];

    public RowSchema Schema => schema;

    public int Count => _events.Count + Skipped;

    /// <summary>Gets how many bytes of text the events had.</summary>
    public long Bytes { get; private set; }

    /// <summary>Gets how many changes had no event.</summary>
    public int Skipped { get; private set; }

    public void Clear()
    {
        _events.Clear();
        _places.Clear();
        _rows.Clear();
        (Bytes, Skipped) = (0, 0);
    }

    /// <summary>Whether a row is here already. It may say so of one that is not, once in 2^64 times.</summary>
    public bool Has(RowValues row, PostgresTable table) => table.Key.Count > 0 && _rows.Contains(Identity(row, table));

    /// <summary>Adds what was done with a row.</summary>
    /// <param name="map">Makes an event of it.</param>
    /// <param name="table">The table.</param>
    /// <param name="row">The row, or of a deletion what is known of it.</param>
    /// <param name="operation">What was done.</param>
    /// <param name="time">When it was committed.</param>
    /// <param name="at">Where in the server's log.</param>
    public void Add(RowMap map, PostgresTable table, RowValues row, string operation, DateTime time, NpgsqlLogSequenceNumber at)
    {
        if (table.Key.Count > 0) _rows.Add(Identity(row, table));
        var json = map.Write(row, operation, time);
        if (map.FindUnchanged(row) is { } column)
            _events.Refuse("QRN6129", $"The server did not send '{column}', a long value that the update has not changed. With REPLICA IDENTITY FULL on the table it does.", json);
        else
            _events.Read(json);
        _places.Add(at);
        Bytes += json.Length;
    }

    public void Skip() => Skipped++;

    /// <summary>The events as a batch, which lives as long as nothing is added or cleared.</summary>
    /// <param name="position">Makes the position of what says where each event lies.</param>
    public FeedBatch Batch(Func<Func<int, string>, FeedPosition> position) =>
        new(_events.Events, _events.Unread, Skipped, position(index => $"{_places[index]}"));

    private static ulong Identity(RowValues row, PostgresTable table)
    {
        var hash = 0UL;
        foreach (var column in table.Key) hash = StableHash.Of(unchecked((long)(hash + StableHash.Of(row[column]))));
        return hash;
    }
}
