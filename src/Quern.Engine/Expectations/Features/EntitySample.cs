using System.Runtime.InteropServices;
using Quern.Engine.Events;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Expectations.Features;

/// <summary>Finds the entities that rows of a view are of: all, or where there are many those whose keys have the least hashes, the same in whatever order rows are read.</summary>
/// <param name="view">The view.</param>
/// <param name="times">Which event times.</param>
/// <param name="most">How many entities are kept.</param>
internal sealed class EntitySample(ViewPlan view, Interval times, int most) : IScanSink
{
    private readonly SortedSet<ulong> _hashes = [];
    private readonly Dictionary<ulong, Value[]> _entities = [];
    private readonly Lock _lock = new();

    /// <summary>Gets whether there were more than are kept.</summary>
    public bool IsSample { get; private set; }

    /// <summary>Gets how many entities there are.</summary>
    public int Count => _entities.Count;

    /// <summary>Reads the view's source.</summary>
    public void Read(ISourceReader reader, CancellationToken cancellation)
    {
        var definition = view.Definition;
        var fields = definition.Keys.Append(definition.Filter).Append(definition.Source.Filter).Append(definition.Source.EventTime).OfType<Definitions.RowExpression>().SelectMany(expression => expression.Fields);
        // Whoever computes the values tells the rows that cannot be read.
        reader.Scan(new(definition.Source, [.. fields.Concat(RowChecks.Rejecting(definition.Source)?.Fields ?? []).Distinct().Order()], times, new(BadRowPolicy.Quarantine)), this, cancellation);
    }

    public IBatchSink Open() => new Worker(this, view, times, RowChecks.Rejecting(view.Definition.Source)?.Open());

    /// <summary>The keys, one column for each join key.</summary>
    public IReadOnlyList<Column> Columns()
    {
        Column[] columns = [.. view.KeyKinds.Select(kind => Column.Create(kind, _entities.Count))];
        foreach (var key in _hashes.Select(hash => _entities[hash]))
            for (var i = 0; i < columns.Length; i++)
                if (columns[i] is TextColumn texts) texts.Append(System.Text.Encoding.UTF8.GetBytes(key[i].AsText()));
                else ((Int64Column)columns[i]).Append(key[i].Bits);
        return columns;
    }

    private void Add(IReadOnlyList<Column> keys, int row, ReadOnlySpan<byte> encoded)
    {
        var hash = StableHash.Of(encoded);
        lock (_lock)
        {
            if (!_hashes.Add(hash)) return;
            _entities.Add(hash, [.. keys.Select(key => key[row])]);
            if (_hashes.Count <= most) return;
            IsSample = true;
            _entities.Remove(_hashes.Max);
            _hashes.Remove(_hashes.Max);
        }
    }

    private sealed class Worker(EntitySample sample, ViewPlan view, Interval times, RowChecker? checker) : IBatchSink
    {
        private readonly HashSet<ulong> _seen = [];
        private readonly List<byte> _encoded = [];

        public void Take(EventBatch batch)
        {
            var (definition, rejected) = (view.Definition, checker?.Take(batch));
            var filters = new[] { definition.Source.Filter, definition.Filter }.OfType<Definitions.RowExpression>().Select(filter => filter.Evaluate(batch, _ => true, (_, _) => { })).ToArray();
            Column[] keys = [.. definition.Keys.Select(key => key.Evaluate(batch, _ => true, (_, _) => { }))];
            var at = (Int64Column)definition.Source.EventTime.Evaluate(batch);
            for (var row = 0; row < batch.Count; row++)
            {
                if (at.IsNull(row) || !times.Contains(new(at.Values[row])) || rejected?[row] == true || !Array.TrueForAll(filters, filter => SelectedRows.Passes(filter, row)) || Array.Exists(keys, key => key.IsNull(row))) continue;
                _encoded.Clear();
                foreach (var key in keys) RowEncoding.Append(_encoded, key, row);
                // Most rows are of an entity that was met just before.
                if (_seen.Count > sample.Most) _seen.Clear();
                if (_seen.Add(StableHash.Of(CollectionsMarshal.AsSpan(_encoded)))) sample.Add(keys, row, CollectionsMarshal.AsSpan(_encoded));
            }
        }
    }

    private int Most => most;
}
