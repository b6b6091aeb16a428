namespace Quern.Stores.DuckDb;

/// <summary>A column that a callback fills, in place. Rows start as not null.</summary>
internal readonly unsafe ref struct VectorWriter
{
    private readonly nint _handle;

    internal VectorWriter(nint handle, int count)
    {
        _handle = handle;
        Count = count;
    }

    /// <summary>Rows that may be written.</summary>
    internal int Count { get; }

    /// <summary>Where each row's list (or map) lies among the elements.</summary>
    internal Span<ListEntry> Lists => Values<ListEntry>();

    /// <summary>The values by row, of the width that the type says.</summary>
    internal Span<T> Values<T>()
        where T : unmanaged => new(Native.VectorData(_handle), Count);

    /// <summary>The bits of the rows, lowest first; clear one to make its row null.</summary>
    internal Span<ulong> Validity()
    {
        Native.EnsureValidityWritable(_handle);
        return new(Native.VectorValidity(_handle), (Count + 63) >> 6);
    }

    /// <summary>Makes one row null; where many are, clear bits of <see cref="Validity"/>.</summary>
    internal void SetNull(int row) => Validity()[row >> 6] &= ~(1UL << (row & 63));

    /// <summary>Copies UTF-8 text (or a blob) into a row.</summary>
    internal void SetText(int row, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count);
        fixed (byte* first = bytes)
            Native.AssignText(_handle, (ulong)row, first, (ulong)bytes.Length);
    }

    /// <summary>Makes room for the elements of all lists together (of a map: structs of key and value) and gives their writer.</summary>
    internal VectorWriter Elements(int count)
    {
        if (Native.ReserveList(_handle, (ulong)count) == DuckState.Error || Native.SetListSize(_handle, (ulong)count) == DuckState.Error)
            throw new InvalidOperationException($"DuckDB could not make room for {count} list elements");
        return new(Native.ListChild(_handle), count);
    }

    /// <summary>A struct's field.</summary>
    internal VectorWriter Field(int index) => new(Native.StructChild(_handle, (ulong)index), Count);

    /// <summary>The elements of fixed-size arrays, row after row.</summary>
    internal VectorWriter ArrayElements(int length) => new(Native.ArrayChild(_handle), Count * length);
}
