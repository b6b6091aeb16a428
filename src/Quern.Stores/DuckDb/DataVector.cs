namespace Quern.Stores.DuckDb;

/// <summary>A column of a chunk, read in place.</summary>
internal readonly unsafe ref struct DataVector
{
    private readonly nint _handle;
    private readonly void* _data;
    private readonly ulong* _validity;

    internal DataVector(nint handle, int count)
    {
        _handle = handle;
        _data = Native.VectorData(handle);
        _validity = Native.VectorValidity(handle);
        Count = count;
    }

    internal int Count { get; }

    /// <summary>One bit per row, lowest first, set where the value is not null. Empty: no row is null.</summary>
    internal ReadOnlySpan<ulong> Validity => _validity is null ? [] : new(_validity, (Count + 63) >> 6);

    /// <summary>Where each row's list (or map) lies in <see cref="Elements"/>.</summary>
    internal ReadOnlySpan<ListEntry> Lists => Values<ListEntry>();

    /// <summary>The elements of all lists of the vector; of a map, structs of key and value.</summary>
    internal DataVector Elements => new(Native.ListChild(_handle), (int)Native.ListSize(_handle));

    /// <summary>The values by row, of the width that the type says; where a row is null its value means nothing.</summary>
    internal ReadOnlySpan<T> Values<T>()
        where T : unmanaged => new(_data, Count);

    internal bool IsValid(int row) => _validity is null || (_validity[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>The UTF-8 bytes (or blob) of a row that is not null.</summary>
    internal ReadOnlySpan<byte> Text(int row)
    {
        if ((uint)row >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(row));
        return DuckString.Bytes((DuckString*)_data + row);
    }

    /// <summary>A struct's field.</summary>
    internal DataVector Field(int index) => new(Native.StructChild(_handle, (ulong)index), Count);

    /// <summary>The elements of fixed-size arrays, row after row.</summary>
    internal DataVector ArrayElements(int length) => new(Native.ArrayChild(_handle), Count * length);
}
