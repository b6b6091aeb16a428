using System.Buffers;
using System.Runtime.CompilerServices;
using Quern.Schema;
using Quern.Values;

namespace Quern.Definitions.Expressions;

/// <summary>
/// Runs an expression that reads one column of text and nothing else. Texts repeat, so each distinct one is computed once: (1) every row looks its text's result up;
/// (2) where a text is new, rows with new texts are gathered, the loop runs over those alone, and the rows look again; (3) results are spread over the rows. Results are
/// kept for as long as the column's pool lives.
/// </summary>
internal sealed class TextLoop(RowLoop loop, int field, ValueKind kind)
{
    private readonly ConditionalWeakTable<StringPool, Results> _pools = [];

    public Column Run(EventBatch batch)
    {
        var source = (TextColumn)batch[field];
        var count = batch.Count;
        var results = _pools.GetValue(source.Pool, _ => new(kind));
        var numbers = ArrayPool<int>.Shared.Rent(count);
        try
        {
            lock (results)
            {
                if (!results.TryLookUp(source, numbers.AsSpan(0, count)))
                {
                    results.Learn(source, count, loop);
                    results.TryLookUp(source, numbers.AsSpan(0, count));
                }

                return results.Spread(numbers.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(numbers);
        }
    }

    /// <summary>The results for the texts of one pool, each at a number; null is a text of its own, before all others.</summary>
    private sealed class Results(ValueKind kind)
    {
        private readonly Column _values = Column.Create(kind);
        private int[] _numbers = [];

        /// <summary>Writes where each row's result is; false when a text has none yet.</summary>
        public bool TryLookUp(TextColumn source, Span<int> numbers)
        {
            Grow(source.Pool);
            var (known, codes, nulls, isNew) = (_numbers, source.Buffer, source.NullBuffer, 0);
            for (var row = 0; row < numbers.Length; row++)
            {
                var number = known[nulls is not null && nulls[row] ? 0 : codes[row] + 1] - 1;
                numbers[row] = number;
                isNew |= number;
            }

            return isNew >= 0;
        }

        public void Learn(TextColumn source, int count, RowLoop loop)
        {
            var (rows, slots) = (new List<int>(), new HashSet<int>());
            for (var row = 0; row < count; row++)
                if (SlotOf(source, row) is var slot && _numbers[slot] == 0 && slots.Add(slot))
                    rows.Add(row);
            var texts = new TextColumn(source.Pool, rows.Count);
            foreach (var row in rows) texts.AppendFrom(source, row);
            var values = loop.Run(new RowLanes(texts), rows.Count, rows);
            for (var i = 0; i < rows.Count; i++)
            {
                _values.AppendFrom(values, i);
                _numbers[SlotOf(source, rows[i])] = _values.Count;
            }
        }

        public Column Spread(ReadOnlySpan<int> numbers)
        {
            // Texts go into a pool of the output's own: this one may still grow while the output is read.
            var output = Column.Create(kind, numbers.Length);
            output.AppendSelected(_values, numbers);
            return output;
        }

        private static int SlotOf(TextColumn source, int row) => source.IsNull(row) ? 0 : source.Codes[row] + 1;

        private void Grow(StringPool pool)
        {
            if (_numbers.Length <= pool.Count) Array.Resize(ref _numbers, Math.Max(pool.Count + 1, _numbers.Length * 2));
        }
    }
}
