using System.Globalization;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Values;

namespace Quern.Testing.Kits;

/// <summary>Takes the rows of a scan as lines, a value for each field that was asked for with its bits; and finds takers that two threads use at once.</summary>
internal sealed class KitSink(IReadOnlyList<int> fields) : IScanSink
{
    private readonly List<string> _rows = [];

    /// <summary>The rows in order of their lines.</summary>
    public string[] Rows
    {
        get
        {
            lock (_rows) return [.. _rows.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The rows in the order in which they came.</summary>
    public string[] InOrder
    {
        get
        {
            lock (_rows) return [.. _rows];
        }
    }

    public IBatchSink Open() => new Taker(this);

    private sealed class Taker(KitSink sink) : IBatchSink
    {
        private int _isTaking;

        public void Take(EventBatch batch)
        {
            if (Interlocked.Exchange(ref _isTaking, 1) != 0) throw new KitFailure("one taker was given batches by two threads at once");
            string[] rows = [.. Enumerable.Range(0, batch.Count).Select(row => string.Join('|', sink.Fields.Select(field => Text(batch[field][row]))))];
            lock (sink._rows) sink._rows.AddRange(rows);
            Interlocked.Exchange(ref _isTaking, 0);
        }

        private static string Text(Value value) => value.IsNull ? "null" : value.Type.Kind == ValueKind.String ? value.ToString() : value.Bits.ToString(CultureInfo.InvariantCulture);
    }

    private IReadOnlyList<int> Fields => fields;
}
