using Quern.Engine.Online;

namespace Quern.Stores.Lmdb;

/// <summary>A write transaction.</summary>
internal sealed unsafe class LmdbWrite : IOnlineWrite
{
    private readonly LmdbEnvironment _env;
    private readonly LmdbRecords _records;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _isOpen = true;

    public LmdbWrite(LmdbEnvironment env)
    {
        _env = env;
        _env.Share();
        _records = new(env);
        try
        {
            _records.Transaction = env.BeginWrite();
        }
        catch
        {
            _records.Dispose();
            _env.Release();
            throw;
        }
    }

    public bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        RequireOpen();
        return _records.TryGet(partition, record, out value);
    }

    public void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from)
    {
        RequireOpen();
        _records.Seek(partition, from);
    }

    public void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end)
    {
        RequireOpen();
        _records.SeekBefore(partition, end);
    }

    public bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        RequireOpen();
        return _records.Next(out record, out value);
    }

    public void Put(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, ReadOnlySpan<byte> value)
    {
        RequireOpen();
        var key = _records.Key(partition, record);
        fixed (byte* bytes = value)
        {
            byte none;
            var data = new LmdbBytes(bytes is null ? &none : bytes, value.Length);
            LmdbErrors.Check(LmdbNative.Put(_records.Transaction, _env.Dbi, &key, &data, 0), _env.Folder);
        }

        _records.EndRange();
    }

    public void Delete(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from, ReadOnlySpan<byte> end)
    {
        RequireOpen();
        _records.Seek(partition, from);
        while (_records.Next(out var record, out _) && record.SequenceCompareTo(end) < 0) _records.DeleteCurrent();
        _records.EndRange();
    }

    public void DeleteEverywhere(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end)
    {
        RequireOpen();
        Span<byte> start = stackalloc byte[LmdbKey.MaxLength];

        // From the first partition's keys, past the record that names the format, to each next one.
        start[1] = 1;
        var length = 2;
        while (true)
        {
            var found = _records.SeekAny(start[..length]);
            if (found.IsEmpty) break;
            length = LmdbKey.PartitionLength(found);
            found[..length].CopyTo(start);
            DeleteIn(start[..length], from, end);
            LmdbKey.Advance(start[..length]);
        }

        _records.EndRange();
    }

    public void Commit()
    {
        RequireOpen();
        _isOpen = false;
        _records.CloseCursor();
        var code = LmdbNative.TxnCommit(_records.Transaction);
        _env.EndWrite();
        LmdbErrors.Check(code, _env.Folder);
    }

    public void Dispose()
    {
        if (_records.Transaction == 0) return;
        if (_isOpen)
        {
            _isOpen = false;
            _records.CloseCursor();
            LmdbNative.TxnAbort(_records.Transaction);
            _env.EndWrite();
        }

        _records.Transaction = 0;
        _records.Dispose();
        _env.Release();
    }

    private void DeleteIn(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from, ReadOnlySpan<byte> end)
    {
        _records.SeekKeys(partition, from);
        while (_records.Next(out var record, out _) && record.SequenceCompareTo(end) < 0) _records.DeleteCurrent();
    }

    private void RequireOpen()
    {
        if (!_isOpen) throw new InvalidOperationException("The write is over.");
        if (_thread != Environment.CurrentManagedThreadId) throw new InvalidOperationException("A write belongs to the thread that began it.");
    }
}
