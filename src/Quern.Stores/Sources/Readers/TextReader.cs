using System.Runtime.InteropServices;
using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>
/// Text into codes. DuckDB's 16 bytes for a text hold all of one of up to 12 bytes, and where a longer one lies; so most texts that repeat are found by those
/// 16 bytes in a small table, with neither hashing nor comparing the text. What lies elsewhere may be another text in the next chunk, so such entries hold for one only.
/// </summary>
internal sealed class TextReader : ColumnReader
{
    private const int Size = 1 << 12;
    private const int InlineLimit = 12;

    private readonly Entry[] _known = new Entry[Size];
    private long _chunk;

    public override void Read(DataVector vector, int start, int count, Column column, RowFaults faults)
    {
        var text = (TextColumn)column;
        var words = vector.Values<Words>().Slice(start, count);
        var target = text.AppendRange(count);
        var hasNulls = !vector.Validity.IsEmpty;
        _chunk++;
        for (var i = 0; i < words.Length; i++)
        {
            if (hasNulls && !vector.IsValid(start + i)) continue;
            var word = words[i];
            var age = unchecked((uint)word.Low) <= InlineLimit ? 0 : _chunk;
            ref var entry = ref _known[Slot(word)];
            if (entry.Words != word || entry.Chunk != age || !entry.IsKnown) entry = new(word, age, text.Pool.Intern(vector.Text(start + i)), true);
            target[i] = entry.Code;
        }

        ReadNulls(vector, start, count, column, faults);
    }

    private static int Slot(Words words) => unchecked((int)(((words.Low * 0x9E3779B97F4A7C15) ^ (words.High * 0xC2B2AE3D27D4EB4F)) >> 52));

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Words(ulong Low, ulong High);

    private readonly record struct Entry(Words Words, long Chunk, int Code, bool IsKnown);
}
