using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Values;

namespace Quern.Stores.TrainingSets;

/// <summary>Reads columns of one relation on all threads, each row written at its place.</summary>
internal sealed class SpineLoader(string name, IReadOnlyList<SpineSelection> columns, long first, int count)
{
    private const int Shown = 20;

    private readonly PlacedColumn[] _targets = [.. columns.Select(column => PlacedColumn.Create(column.Kind, count))];
    private readonly List<(long Row, Finding Finding)> _faults = [];

    private IReadOnlyList<SpineSelection> Columns => columns;

    private long First => first;

    /// <exception cref="QuernException">Values cannot be converted: the first 20 are named.</exception>
    public IReadOnlyList<Column> Run(DuckConnection connection, long rows, CancellationToken cancellation)
    {
        var relation = columns[0].Relation;
        var select = $"SELECT {relation.Place}, {string.Join(", ", columns.Select(column => column.Sql))} FROM {relation.From}{relation.Where(first, count, rows)}";
        using var workers = new ThreadLocal<Worker>(() => new Worker(this));
        var read = connection.Scan(select, chunk => workers.Value!.Take(chunk), cancellation);
        if (_faults.Count > 0) throw new QuernException([.. Describe()]);
        if (read != count) throw new QuernException(SpineFindings.Changed(name));
        return [.. _targets.Select(target => target.Finish())];
    }

    private IEnumerable<Finding> Describe()
    {
        foreach (var (_, finding) in _faults.OrderBy(fault => fault.Row).Take(Shown)) yield return finding;
        if (_faults.Count > Shown) yield return SpineFindings.MoreBadValues(name, _faults.Count - Shown);
    }

    private void Report(ReadOnlySpan<long> places, IReadOnlyList<RowFault> faults)
    {
        lock (_faults)
            foreach (var fault in faults)
                _faults.Add((places[fault.Row], SpineFindings.BadValue(name, columns[fault.Column].Field.Name, places[fault.Row] + 1, fault.Value, fault.Reason)));
    }

    private sealed class Worker
    {
        private readonly SpineLoader _loader;
        private readonly ColumnReader[] _readers;
        private readonly Column[] _columns;
        private readonly PlacedColumn.Writer[] _writers;
        private readonly RowFaults _faults = new();

        public Worker(SpineLoader loader)
        {
            _loader = loader;
            _readers = [.. loader.Columns.Select(column => column.Rule.Create(true))];
            _columns = [.. loader.Columns.Select(column => Column.Create(column.Kind))];
            _writers = [.. loader._targets.Select(target => target.Open())];
        }

        public void Take(DataChunk chunk)
        {
            var places = chunk[0].Values<long>();
            if (places.IsEmpty) return;
            _faults.Clear();
            for (var i = 0; i < _readers.Length; i++)
            {
                _columns[i].Clear();
                _faults.Column = i;
                _readers[i].Read(chunk[1 + i], 0, chunk.Count, _columns[i], _faults);
                _writers[i].Write(_columns[i], places, _loader.First);
            }

            if (_faults.Found.Count > 0) _loader.Report(places, _faults.Found);
        }
    }
}
