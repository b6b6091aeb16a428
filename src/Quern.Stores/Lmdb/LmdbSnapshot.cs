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
        do
        {
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
        while (MayBeLater());
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
        Span<byte> place = stackalloc byte[LmdbKey.MaxLength];
        var length = Begin(place);
        return Visit(place, ref length, from, end, int.MaxValue, visit);
    }

    public byte[] VisitPage(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, ReadOnlySpan<byte> after, int most, Action<ReadOnlySpan<byte>> visit)
    {
        RequireRenewed();
        Span<byte> place = stackalloc byte[LmdbKey.MaxLength];
        var length = after.IsEmpty ? Begin(place) : after.Length;
        after.CopyTo(place);
        Visit(place, ref length, from, end, most, visit);
        return place[..length].ToArray();
    }

    public void VisitRecords(RecordVisit visit) => VisitAll((place, record, value) => visit(record, place.Length + record.Length + value.Length));

    /// <summary>Tells of every record with its value, from partition to partition; of one whose name is too long to be kept, the partition is what the keys have of it.</summary>
    public void VisitStored(StoredRecordVisit visit) => VisitAll((place, record, value) => visit(LmdbKey.Partition(place), record, value));

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

    // The first partition's keys come past the record that names the format.
    private static int Begin(Span<byte> place)
    {
        place[1] = 1;
        return 2;
    }

    // From one partition's keys to the next one's; hashed ones come last and cannot be named. How many those were that would be told of; the place is empty after the last.
    private long Visit(Span<byte> place, ref int length, ReadOnlySpan<byte> from, ReadOnlySpan<byte> end, int most, Action<ReadOnlySpan<byte>> visit)
    {
        var unnamed = 0L;
        for (; most > 0; most--)
        {
            var found = _records.SeekAny(place[..length]);
            if (found.IsEmpty)
            {
                length = 0;
                break;
            }

            var isHashed = LmdbKey.IsHashed(found);
            length = LmdbKey.PartitionLength(found);
            found[..length].CopyTo(place);
            _records.SeekKeys(place[..length], from);
            if (_records.Next(out var record, out _) && record.SequenceCompareTo(end) < 0)
            {
                if (isHashed) unnamed++;
                else visit(LmdbKey.Partition(place[..length]));
            }

            LmdbKey.Advance(place[..length]);
        }

        _records.EndRange();
        return unnamed;
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

    // LMDB takes the number of the newest commit and then reads the root that belongs to it, from one of two places that commits take turns at. Where two more have ended in between, or
    // the second is just being made durable, the root is the second's: whole, but not what its number says, and a commit that is not finished.
    private bool MayBeLater()
    {
        LmdbInfo info;
        LmdbErrors.Check(LmdbNative.EnvInfo(_env.Handle, &info), _env.Folder);
        if ((long)info.LastTransaction <= Version + 1) return false;
        Release();
        return true;
    }

    private void RequireRenewed()
    {
        if (_reader.IsActive == 0) throw new InvalidOperationException("A snapshot must be renewed before it is read.");
    }

    // A partition is told as it begins its keys.
    private void VisitAll(StoredRecordVisit visit)
    {
        RequireRenewed();
        Span<byte> place = stackalloc byte[LmdbKey.MaxLength];
        var length = Begin(place);
        for (var found = _records.SeekAny(place[..length]); !found.IsEmpty; found = _records.SeekAny(place[..length]))
        {
            length = LmdbKey.PartitionLength(found);
            found[..length].CopyTo(place);
            _records.SeekKeys(place[..length], default);
            while (_records.Next(out var record, out var value)) visit(place[..length], record, value);
            LmdbKey.Advance(place[..length]);
        }

        _records.EndRange();
    }
}
