using Quern.Engine.Online;

namespace Quern.Stores.Lmdb;

/// <summary>A read-only transaction that is kept and renewed: a fresh snapshot takes no lock and no memory.</summary>
internal sealed unsafe class LmdbSnapshot : IOnlineSnapshot
{
    private readonly LmdbEnvironment _env;
    private readonly LmdbReader _reader = new();
    private readonly LmdbRecords _records;

    public LmdbSnapshot(LmdbEnvironment env)
    {
        _env = env;
        _env.Share();
        _env.Add(_reader);
        _records = new(env);
    }

    public long Version { get; private set; }

    public void Renew()
    {
        Release();
        var code = Begin();
        while (code == LmdbNative.MapResized)
        {
            Volatile.Write(ref _reader.IsActive, 0);
            _env.AdoptSize();
            code = Begin();
        }

        if (code != LmdbNative.Success)
        {
            Volatile.Write(ref _reader.IsActive, 0);
            throw LmdbErrors.Of(code, _env.Folder);
        }

        Version = (long)LmdbNative.TxnId(_records.Transaction);
    }

    public void Release()
    {
        if (_reader.IsActive == 0) return;
        LmdbNative.TxnReset(_records.Transaction);
        _records.Detach();
        Volatile.Write(ref _reader.IsActive, 0);
    }

    public bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        RequireRenewed();
        return _records.TryGet(partition, record, out value);
    }

    public void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from)
    {
        RequireRenewed();
        _records.Seek(partition, from);
    }

    public void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end)
    {
        RequireRenewed();
        _records.SeekBefore(partition, end);
    }

    public bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        RequireRenewed();
        return _records.Next(out record, out value);
    }

    public long VisitPartitions(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, Action<ReadOnlySpan<byte>> visit)
    {
        RequireRenewed();
        Span<byte> start = stackalloc byte[LmdbKey.MaxLength];

        // From the first partition's keys, past the record that names the format, to each next one; hashed ones come last and cannot be named.
        start[1] = 1;
        var (length, unnamed) = (2, 0L);
        while (_records.SeekAny(start[..length]) is { IsEmpty: false } found)
        {
            var isHashed = LmdbKey.IsHashed(found);
            length = LmdbKey.PartitionLength(found);
            found[..length].CopyTo(start);
            _records.SeekKeys(start[..length], from);
            if (_records.Next(out var record, out _) && record.SequenceCompareTo(end) < 0)
            {
                if (isHashed) unnamed++;
                else visit(LmdbKey.Partition(start[..length]));
            }

            LmdbKey.Advance(start[..length]);
        }

        _records.EndRange();
        return unnamed;
    }

    public void Dispose()
    {
        Release();
        if (_records.Transaction != 0)
        {
            _records.CloseCursor();
            LmdbNative.TxnAbort(_records.Transaction);
            _records.Transaction = 0;
        }

        _env.Remove(_reader);
        _records.Dispose();
        _env.Release();
    }

    // The first transaction is begun, later ones renewed.
    private int Begin()
    {
        _env.EnterRead(_reader);
        if (_records.Transaction != 0) return LmdbNative.TxnRenew(_records.Transaction);
        try
        {
            _records.Transaction = _env.BeginRead();
            return LmdbNative.Success;
        }
        catch
        {
            Volatile.Write(ref _reader.IsActive, 0);
            throw;
        }
    }

    private void RequireRenewed()
    {
        if (_reader.IsActive == 0) throw new InvalidOperationException("A snapshot must be renewed before it is read.");
    }
}
