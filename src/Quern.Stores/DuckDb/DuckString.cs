using System.Runtime.InteropServices;

namespace Quern.Stores.DuckDb;

/// <summary>The C struct duckdb_string_t: 12 bytes or fewer are held within, more lie behind the pointer after a 4-byte prefix.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct DuckString
{
    private const int InlineLimit = 12;

    [FieldOffset(0)]
    private readonly uint _length;

    [FieldOffset(4)]
    private fixed byte _inlined[InlineLimit];

    [FieldOffset(8)]
    private readonly byte* _pointer;

    /// <summary>The bytes of a string that lies in DuckDB's memory, where no collector moves it.</summary>
    internal static ReadOnlySpan<byte> Bytes(DuckString* text) =>
        text->_length <= InlineLimit ? new(text->_inlined, (int)text->_length) : new(text->_pointer, (int)text->_length);
}
