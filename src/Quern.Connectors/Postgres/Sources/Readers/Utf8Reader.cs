using System.Buffers.Binary;
using System.Text.Unicode;
using Quern.Engine.Sources;
using Quern.Values;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>Text into codes. A text of up to 16 bytes is two words and a length; so most texts that repeat are found by those in a small table, with neither hashing nor comparing the text.</summary>
internal sealed class Utf8Reader : CopyReader
{
    private const int Size = 1 << 12;
    private const int Short = 16;

    private readonly Entry[] _known = new Entry[Size];

    protected override void Append(CopyValues values, int start, int count, Column target, RowFaults faults)
    {
        var text = (TextColumn)target;
        var rows = text.AppendRange(count);
        for (var i = 0; i < count; i++)
        {
            if (values.IsNull(start + i)) continue;
            var value = values[start + i];
            if (value.Length > Short)
            {
                rows[i] = Intern(text, value, start + i, faults);
                continue;
            }

            var (low, high) = Words(value);
            ref var entry = ref _known[Slot(low, high)];
            if (entry.Low != low || entry.High != high || entry.Length != value.Length + 1) entry = new(low, high, value.Length + 1, Intern(text, value, start + i, faults));
            rows[i] = entry.Code;
        }
    }

    // A database may have been made not to care what its texts are.
    private static int Intern(TextColumn text, ReadOnlySpan<byte> value, int row, RowFaults faults)
    {
        if (Utf8.IsValid(value)) return text.Pool.Intern(value);
        faults.Add(row, Convert.ToHexString(value), "it is not UTF-8");
        return 0;
    }

    private static (ulong Low, ulong High) Words(ReadOnlySpan<byte> value)
    {
        if (value.Length >= 8) return (BinaryPrimitives.ReadUInt64LittleEndian(value), BinaryPrimitives.ReadUInt64LittleEndian(value[^8..]));
        var word = 0UL;
        for (var i = value.Length - 1; i >= 0; i--) word = (word << 8) | value[i];
        return (word, 0);
    }

    private static int Slot(ulong low, ulong high) => unchecked((int)(((low * 0x9E3779B97F4A7C15) ^ (high * 0xC2B2AE3D27D4EB4F)) >> 52));

    // The length is one more than it is, so that an entry that nobody wrote is no text.
    private readonly record struct Entry(ulong Low, ulong High, int Length, int Code);
}
