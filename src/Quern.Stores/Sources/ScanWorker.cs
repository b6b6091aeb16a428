using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>
/// Turns the chunks of one thread into batches. A chunk is one batch, unless rows of it are bad or are not neighbours in their file: then it is cut there, so that
/// every batch has rows that follow each other. Where neighbours are rare, as in an unsorted file of which the interval takes a few rows, it is not cut and the numbers are not told.
/// </summary>
internal sealed class ScanWorker
{
    private const int MostPieces = 16;

    private readonly BoundSource _source;
    private readonly BadRows? _badRows;
    private readonly IBatchSink _sink;
    private readonly EventBatch _batch;
    private readonly ColumnReader[] _readers;
    private readonly RowFaults _faults = new();
    private readonly int _place = -1;
    private readonly int _file = -1;
    private readonly int _defect = -1;
    private readonly int _firstColumn;

    /// <summary>A worker that reports bad rows to <paramref name="badRows"/>, or, where that is null, only counts them in <see cref="Lost"/>.</summary>
    public ScanWorker(BoundSource source, BadRows? badRows, IBatchSink sink)
    {
        (_source, _badRows, _sink) = (source, badRows, sink);
        _batch = new EventBatch(source.Definition.Schema, source.Columns.Select(column => column.Field));
        _readers = source.Readers();
        if (source.Relation.Place is not null) _place = _firstColumn++;
        if (source.Relation.File is not null) _file = _firstColumn++;
        if (source.Relation.IsJson) _defect = _firstColumn++;
    }

    /// <summary>Gets how many rows were left out.</summary>
    public long Lost { get; private set; }

    /// <summary>Gets whether rows are numbered however much the chunks have to be cut for it.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>Takes a chunk.</summary>
    /// <param name="chunk">The rows.</param>
    /// <param name="numbers">The rows' numbers in their file, from 0, where the caller knows them and DuckDB does not.</param>
    public void Take(DataChunk chunk, ReadOnlySpan<long> numbers = default)
    {
        var known = _place < 0 ? numbers : chunk[_place].Values<long>();
        var files = _file < 0 ? default : chunk[_file].Values<ulong>();
        _faults.Clear();
        FindDefects(chunk);
        Fill(chunk, 0, chunk.Count);
        var places = !IsNumbered && Pieces(known) > MostPieces ? default : known;
        if (_faults.Found.Count == 0 && Pieces(places) <= 1 && (files.IsEmpty || !files.ContainsAnyExcept(files[0])))
        {
            Give(0, places, files);
            return;
        }

        Report(chunk, known);
        for (var start = 0; start < chunk.Count;)
        {
            if (_faults.Has(start))
            {
                start++;
                continue;
            }

            var end = start + 1;
            while (end < chunk.Count && !_faults.Has(end) && (places.IsEmpty || places[end] == places[end - 1] + 1) && (files.IsEmpty || files[end] == files[start])) end++;
            Fill(chunk, start, end - start);
            Give(start, places, files);
            start = end;
        }
    }

    private static int Pieces(ReadOnlySpan<long> places)
    {
        if (places.IsEmpty || places[^1] - places[0] == places.Length - 1) return 1;
        var pieces = 1;
        for (var i = 1; i < places.Length; i++)
            if (places[i] != places[i - 1] + 1)
                pieces++;
        return pieces;
    }

    private void FindDefects(DataChunk chunk)
    {
        if (_defect < 0) return;
        var defects = chunk[_defect];
        _faults.Column = -1;
        for (var row = 0; row < chunk.Count; row++)
            if (defects.IsValid(row))
                _faults.Add(row, System.Text.Encoding.UTF8.GetString(defects.Text(row)), "it is not a JSON object");
    }

    private void Fill(DataChunk chunk, int start, int count)
    {
        _batch.Clear();
        for (var i = 0; i < _readers.Length; i++)
        {
            _faults.Column = i;
            _readers[i].Read(chunk[_firstColumn + i], start, count, _batch[_source.Columns[i].Field], _faults);
        }

        _batch.Count = count;
    }

    private void Give(int start, ReadOnlySpan<long> places, ReadOnlySpan<ulong> files)
    {
        var shown = _source.Relation.Files;
        _batch.FirstRow = places.IsEmpty ? -1 : places[start];
        _batch.File = !files.IsEmpty ? shown[(int)files[start]].Shown : shown.Count == 1 ? shown[0].Shown : null;
        _sink.Take(_batch);
    }

    private void Report(DataChunk chunk, ReadOnlySpan<long> places)
    {
        Lost += _faults.Found.Count;
        if (_badRows is null) return;
        var shown = _source.Relation.Files;
        foreach (var fault in _faults.Found)
        {
            var file = _file >= 0 ? shown[(int)chunk[_file].Values<ulong>()[fault.Row]].Shown : shown.Count == 1 ? shown[0].Shown : null;
            long? row = places.IsEmpty ? null : places[fault.Row] + 1;
            var column = fault.Column < 0 ? "the line" : _source.Columns[fault.Column].Name;
            _badRows.Add(new(_source.Definition.Name, file, row, column, fault.Value, fault.Reason));
        }
    }
}
