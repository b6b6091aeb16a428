using System.Runtime.InteropServices;

namespace Quern.Stores.Lmdb;

/// <summary>Reads by key and by range within one transaction, which whoever owns this begins and ends. Buffers are its own, so that reading allocates nothing.</summary>
internal sealed unsafe class LmdbRecords(LmdbEnvironment env) : IDisposable
{
    private byte* _key = (byte*)NativeMemory.AllocZeroed(LmdbKey.MaxLength + 1);
    private byte* _range = (byte*)NativeMemory.AllocZeroed(LmdbKey.MaxLength + 1);
    private int _rangePartition;
    private nint _cursor;
    private bool _isCursorStale = true;
    private bool _isAhead;
    private LmdbBytes _nextKey;
    private LmdbBytes _nextValue;
    private int _nextCode = LmdbNative.NotFound;

    public nint Transaction { get; set; }

    public bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        var key = Key(partition, record);
        LmdbBytes found;
        var code = LmdbNative.Get(Transaction, env.Dbi, &key, &found);
        if (code == LmdbNative.Success)
        {
            value = found.Span;
            return true;
        }

        value = default;
        if (code == LmdbNative.NotFound) return false;
        throw LmdbErrors.Of(code, env.Folder);
    }

    public LmdbBytes Key(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record)
    {
        var buffer = new Span<byte>(_key, LmdbKey.MaxLength);
        return new(_key, LmdbKey.WriteRecord(buffer, LmdbKey.WritePartition(buffer, partition), record));
    }

    public void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from)
    {
        var start = Range(partition, from);
        _nextCode = Move(start, CursorMove.SetRange);
        _isAhead = true;
    }

    /// <summary>As <see cref="Seek"/>, with the partition as it begins its keys.</summary>
    public void SeekKeys(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from)
    {
        var buffer = new Span<byte>(_range, LmdbKey.MaxLength);
        partition.CopyTo(buffer);
        _rangePartition = partition.Length;
        _nextCode = Move(new(_range, LmdbKey.WriteRecord(buffer, _rangePartition, from)), CursorMove.SetRange);
        _isAhead = true;
    }

    public void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end)
    {
        Seek(partition, end);
        var (key, value, code) = (_nextKey, _nextValue, _nextCode);
        _nextCode = Move(default, code == LmdbNative.NotFound ? CursorMove.Last : CursorMove.Previous);
        if (IsInRange()) return;

        // Nothing before: back to where it was. The cursor stands one place too early, unless it never moved.
        if (code == LmdbNative.Success && _nextCode == LmdbNative.Success) Move(default, CursorMove.Next);
        (_nextKey, _nextValue, _nextCode) = (key, value, code);
    }

    public bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        if (!_isAhead && _nextCode == LmdbNative.Success) _nextCode = Move(default, CursorMove.Next);
        _isAhead = false;
        if (!IsInRange())
        {
            _nextCode = LmdbNative.NotFound;
            record = default;
            value = default;
            return false;
        }

        record = _nextKey.Span[_rangePartition..];
        value = _nextValue.Span;
        return true;
    }

    /// <summary>Removes the record that <see cref="Next"/> gave last; the next call of it gives the one after.</summary>
    public void DeleteCurrent()
    {
        LmdbErrors.Check(LmdbNative.CursorDelete(_cursor, 0), env.Folder);

        // LMDB leaves the cursor where it is, before the record that has moved up; the move that follows stays there.
        _nextCode = Move(default, CursorMove.Next);
        _isAhead = true;
    }

    /// <summary>The first key of all from <paramref name="start"/> on, whatever its partition; the next range read starts there. Empty after the last.</summary>
    public ReadOnlySpan<byte> SeekAny(ReadOnlySpan<byte> start)
    {
        start.CopyTo(new Span<byte>(_range, LmdbKey.MaxLength));
        _nextCode = Move(new(_range, start.Length), CursorMove.SetRange);
        return _nextCode == LmdbNative.Success ? _nextKey.Span : default;
    }

    /// <summary>Forgets the range read under way: something has been changed.</summary>
    public void EndRange() => _nextCode = LmdbNative.NotFound;

    /// <summary>Forgets the range read under way, and that the cursor belongs to the transaction: it is going to be renewed.</summary>
    public void Detach()
    {
        EndRange();
        _isCursorStale = true;
    }

    public void CloseCursor()
    {
        if (_cursor != 0) LmdbNative.CursorClose(_cursor);
        _cursor = 0;
    }

    public void Dispose()
    {
        NativeMemory.Free(_key);
        NativeMemory.Free(_range);
        _key = null;
        _range = null;
    }

    private LmdbBytes Range(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record)
    {
        var buffer = new Span<byte>(_range, LmdbKey.MaxLength);
        _rangePartition = LmdbKey.WritePartition(buffer, partition);
        return new(_range, LmdbKey.WriteRecord(buffer, _rangePartition, record));
    }

    private bool IsInRange() => _nextCode == LmdbNative.Success
        && _nextKey.Length >= (nuint)_rangePartition
        && new ReadOnlySpan<byte>(_nextKey.Data, _rangePartition).SequenceEqual(new(_range, _rangePartition));

    private int Move(LmdbBytes start, CursorMove move)
    {
        if (_isCursorStale) OpenCursor();
        LmdbBytes value;
        var code = LmdbNative.CursorGet(_cursor, &start, &value, move);
        if (code == LmdbNative.Success) (_nextKey, _nextValue) = (start, value);
        else if (code != LmdbNative.NotFound) throw LmdbErrors.Of(code, env.Folder);
        return code;
    }

    private void OpenCursor()
    {
        nint cursor = _cursor;
        LmdbErrors.Check(cursor == 0 ? LmdbNative.CursorOpen(Transaction, env.Dbi, &cursor) : LmdbNative.CursorRenew(Transaction, cursor), env.Folder);
        _cursor = cursor;
        _isCursorStale = false;
    }
}
