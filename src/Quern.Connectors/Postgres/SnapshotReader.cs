using NpgsqlTypes;
using Quern.Engine.Feeds;
using Quern.Engine.Streams;

namespace Quern.Connectors.Postgres;

/// <summary>Reads the rows of a snapshot as insertions at its time. How far is a place in the file; with the last rows the stream also gets where the table's changes begin.</summary>
internal sealed class SnapshotReader : IDisposable
{
    private const int MostRows = 10_000;
    private const int MostBytes = 8 << 20;
    private readonly PostgresSettings _settings;
    private readonly FeedTarget _target;
    private readonly FileStream _file;
    private readonly string _part;
    private readonly TableSnapshot _snapshot;
    private readonly PostgresTable _table;
    private readonly RowValues _row = new();
    private EventGathering _events;
    private RowMap _map;
    private byte[] _buffer = new byte[1 << 16];
    private long _taken;
    private long _next;
    private bool _isEnd;

    /// <param name="settings">The table.</param>
    /// <param name="target">What is fed.</param>
    /// <param name="path">The file.</param>
    /// <param name="part">The name of the position of the table's changes.</param>
    /// <exception cref="QuernException">The rows do not fit the stream's record.</exception>
    public SnapshotReader(PostgresSettings settings, FeedTarget target, string path, string part)
    {
        (_settings, _target, _part) = (settings, target, part);
        _file = File.OpenRead(path);
        try
        {
            (_snapshot, var start) = TableSnapshot.Read(_file);
            (_table, _taken) = (_snapshot.Table, target.PositionOf(PartOf(part)) ?? start);
            _next = _taken;
            _events = new(target.Schema);
            _map = RowMap.Make(settings, target.Stream, _events.Schema, _table, target.Warn);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Gets whether all rows are taken.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The name under which the stream keeps how far the rows are taken.</summary>
    public static string PartOf(string part) => $"{part}, rows";

    /// <summary>The next rows; without any at the end, for the position alone.</summary>
    public FeedBatch Read()
    {
        var schema = _target.Schema;
        if (!_map.IsOf(schema, _table)) (_events, _map) = (new(schema), RowMap.Make(_settings, _target.Stream, schema, _table, _target.Warn));
        _events.Clear();
        _file.Position = _taken;
        var (length, from) = (0, 0);
        _isEnd = false;
        _next = _taken;
        while (_events.Count < MostRows && _events.Bytes < MostBytes)
        {
            var line = _buffer.AsSpan(from, length - from).IndexOf((byte)'\n');
            if (line >= 0)
            {
                CopyText.Read(_buffer.AsSpan(from, line), _row);
                // Where a row lies in the file says nothing to people; all of them lie where the slot begins.
                _events.Add(_map, _table, _row, "insert", _snapshot.Time, new NpgsqlLogSequenceNumber(_snapshot.Lsn));
                from += line + 1;
                _next += line + 1;
                continue;
            }

            (length, from) = (Keep(from, length), 0);
            var read = _file.Read(_buffer, length, _buffer.Length - length);
            _isEnd = read == 0;
            if (_isEnd) break;
            length += read;
        }

        return _events.Batch(place => new FeedPosition(PartOf(_part), _taken, _next, index => $"row of '{_settings.FullName}' at {place(index)}")
        {
            With = _isEnd ? default(ChangePosition).To(_part, new(_snapshot.Lsn, 0)) : null,
        });
    }

    /// <summary>Says that what was read last is durable.</summary>
    public void Taken() => (_taken, IsOver) = (_next, _isEnd);

    public void Dispose() => _file.Dispose();

    // Moves the beginning of a line to the front, and makes room for its end.
    private int Keep(int from, int length)
    {
        _buffer.AsSpan(from, length - from).CopyTo(_buffer);
        if (length - from == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        return length - from;
    }
}
