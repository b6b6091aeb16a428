using Quern.Values;

namespace Quern.Stores.TrainingSets;

/// <summary>A column of known length that several threads write, each row once, in any order.</summary>
internal abstract class PlacedColumn(int count)
{
    private bool[]? _nulls;

    protected int Count => count;

    public static PlacedColumn Create(ValueKind kind, int count) => kind switch
    {
        ValueKind.String or ValueKind.Embedding => new PlacedTexts(kind, count),
        ValueKind.Float32 or ValueKind.Float64 => new PlacedReals(kind, count),
        _ => new PlacedWholes(kind, count),
    };

    /// <summary>A writer for one thread.</summary>
    public abstract Writer Open();

    /// <summary>The column, once all rows are written.</summary>
    public abstract Column Finish();

    protected void SetNulls(Action<int> set)
    {
        for (var row = 0; _nulls is not null && row < count; row++)
            if (_nulls[row])
                set(row);
    }

    private void AddNulls(Column source, ReadOnlySpan<long> places, long first)
    {
        if (!source.HasNulls) return;
        var nulls = _nulls ?? Interlocked.CompareExchange(ref _nulls, new bool[count], null) ?? _nulls;
        for (var i = 0; i < places.Length; i++)
            if (source.IsNull(i))
                nulls[places[i] - first] = true;
    }

    private static bool AreNeighbours(ReadOnlySpan<long> places)
    {
        for (var i = 1; i < places.Length; i++)
            if (places[i] != places[i - 1] + 1)
                return false;
        return true;
    }

    /// <summary>Writes rows from one thread.</summary>
    internal abstract class Writer(PlacedColumn column)
    {
        public void Write(Column source, ReadOnlySpan<long> places, long first)
        {
            WriteValues(source, places, first);
            column.AddNulls(source, places, first);
        }

        protected abstract void WriteValues(Column source, ReadOnlySpan<long> places, long first);

        // Rows of a chunk lie next to each other in the file, as a rule.
        protected static void Scatter<T>(ReadOnlySpan<T> values, T[] target, ReadOnlySpan<long> places, long first)
        {
            if (AreNeighbours(places)) values.CopyTo(target.AsSpan((int)(places[0] - first)));
            else
                for (var i = 0; i < places.Length; i++)
                    target[places[i] - first] = values[i];
        }
    }
}

/// <summary>Whole numbers, truth values and instants.</summary>
internal sealed class PlacedWholes(ValueKind kind, int count) : PlacedColumn(count)
{
    private readonly long[] _values = GC.AllocateUninitializedArray<long>(count);

    public override Writer Open() => new WholeWriter(this);

    public override Column Finish()
    {
        var column = new Int64Column(kind, Count);
        _values.CopyTo(column.AppendRange(Count));
        SetNulls(column.SetNullAt);
        return column;
    }

    private sealed class WholeWriter(PlacedWholes column) : Writer(column)
    {
        private readonly long[] _values = column._values;

        protected override void WriteValues(Column source, ReadOnlySpan<long> places, long first) => Scatter(((Int64Column)source).Values, _values, places, first);
    }
}

/// <summary>Reals.</summary>
internal sealed class PlacedReals(ValueKind kind, int count) : PlacedColumn(count)
{
    private readonly double[] _values = GC.AllocateUninitializedArray<double>(count);

    public override Writer Open() => new RealWriter(this);

    public override Column Finish()
    {
        var column = new Float64Column(kind, Count);
        _values.CopyTo(column.AppendRange(Count));
        SetNulls(column.SetNullAt);
        return column;
    }

    private sealed class RealWriter(PlacedReals column) : Writer(column)
    {
        private readonly double[] _values = column._values;

        protected override void WriteValues(Column source, ReadOnlySpan<long> places, long first) => Scatter(((Float64Column)source).Values, _values, places, first);
    }
}

/// <summary>Texts and embeddings: each thread has a pool of its own and asks the common one once for each text that it meets.</summary>
internal sealed class PlacedTexts(ValueKind kind, int count) : PlacedColumn(count)
{
    private readonly StringPool _pool = new();
    private readonly int[] _codes = new int[count];

    public override Writer Open() => new TextWriter(this);

    public override Column Finish()
    {
        var column = new TextColumn(kind, _pool, Count);
        _codes.CopyTo(column.AppendRange(Count));
        SetNulls(column.SetNullAt);
        return column;
    }

    private sealed class TextWriter(PlacedTexts column) : Writer(column)
    {
        private int[] _common = [];
        private int _met;
        private int[] _buffer = [];

        protected override void WriteValues(Column source, ReadOnlySpan<long> places, long first)
        {
            var text = (TextColumn)source;
            if (text.Pool.Count > _met) Meet(text.Pool);
            if (_buffer.Length < places.Length) _buffer = new int[places.Length];
            var codes = text.Codes;
            for (var i = 0; i < codes.Length; i++)
                if (!text.IsNull(i))
                    _buffer[i] = _common[codes[i]];
            Scatter<int>(_buffer.AsSpan(0, places.Length), column._codes, places, first);
        }

        private void Meet(StringPool own)
        {
            if (_common.Length < own.Count) Array.Resize(ref _common, own.Count * 2);
            lock (column._pool)
                for (; _met < own.Count; _met++)
                    _common[_met] = column._pool.Intern(own.Utf8(_met));
        }
    }
}
