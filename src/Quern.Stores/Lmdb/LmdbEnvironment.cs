using System.Text;

namespace Quern.Stores.Lmdb;

/// <summary>
/// An open file of LMDB, shared by all stores of the process that name its folder, since LMDB must not open one file twice in a process. It counts its users and
/// closes with the last. The map may only be resized while the process has no transaction: writers take turns at <see cref="_writing"/>, and snapshots announce themselves
/// (<see cref="EnterRead"/>), each in a word of its own, so that reading costs one interlocked store that no two threads contend for.
/// </summary>
internal sealed unsafe class LmdbEnvironment
{
    private static readonly Dictionary<string, LmdbEnvironment> Open = [];
    private static readonly Lock OpenLock = new();

    private readonly LmdbOptions _options;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _resizing = new();
    private readonly List<LmdbReader> _readers = [];
    private volatile bool _isResizing;
    private int _users = 1;

    private LmdbEnvironment(string folder, LmdbOptions options)
    {
        (Folder, _options) = (folder, options);
        try
        {
            OpenFile();
        }
        catch
        {
            if (Handle != 0) LmdbNative.EnvClose(Handle);
            throw;
        }
    }

    public string Folder { get; }

    public nint Handle { get; private set; }

    public uint Dbi { get; private set; }

    public static LmdbEnvironment Acquire(string folder, LmdbOptions options)
    {
        LmdbLibrary.Require();
        var path = Path.GetFullPath(folder);
        lock (OpenLock)
        {
            if (Open.TryGetValue(path, out var open) && (options.ReadOnly || !open._options.ReadOnly))
            {
                open._users++;
                return open;
            }

            if (open is not null) throw new InvalidOperationException($"'{path}' is already open in this process, read-only.");
            return Open[path] = new(path, options);
        }
    }

    public void Share()
    {
        lock (OpenLock) _users++;
    }

    public void Release()
    {
        lock (OpenLock)
        {
            if (--_users > 0) return;
            Open.Remove(Folder);
            LmdbNative.EnvClose(Handle);
        }
    }

    public void Add(LmdbReader reader)
    {
        lock (_readers) _readers.Add(reader);
    }

    public void Remove(LmdbReader reader)
    {
        lock (_readers) _readers.Remove(reader);
    }

    /// <summary>Marks a reader as having a transaction; waits while the map is being resized.</summary>
    public void EnterRead(LmdbReader reader)
    {
        while (true)
        {
            Interlocked.Exchange(ref reader.IsActive, 1);
            if (!_isResizing) return;
            Volatile.Write(ref reader.IsActive, 0);
            lock (_resizing)
            {
            }
        }
    }

    /// <summary>Begins a read-only transaction; slots of readers whose process has died are freed when there are no others.</summary>
    public nint BeginRead()
    {
        nint txn;
        var code = LmdbNative.TxnBegin(Handle, 0, LmdbNative.ReadOnly, &txn);
        if (code == LmdbNative.ReadersFull)
        {
            int dead;
            LmdbErrors.Check(LmdbNative.ReaderCheck(Handle, &dead), Folder);
            code = LmdbNative.TxnBegin(Handle, 0, LmdbNative.ReadOnly, &txn);
        }

        LmdbErrors.Check(code, Folder);
        return txn;
    }

    /// <summary>Waits for its turn, makes room, and begins a write transaction; ended by <see cref="EndWrite"/> on the same thread.</summary>
    public nint BeginWrite()
    {
        _writing.Wait();
        try
        {
            while (true)
            {
                EnsureHeadroom();
                nint txn;
                var code = LmdbNative.TxnBegin(Handle, 0, 0, &txn);
                if (code == LmdbNative.MapResized)
                {
                    Resize(0);
                    continue;
                }

                LmdbErrors.Check(code, Folder);

                // Another process may have written since there was room.
                if (HasHeadroom()) return txn;
                LmdbNative.TxnAbort(txn);
            }
        }
        catch
        {
            _writing.Release();
            throw;
        }
    }

    public void EndWrite() => _writing.Release();

    /// <summary>Maps what another process has written beyond this process's map. The calling reader has no transaction.</summary>
    public void AdoptSize()
    {
        _writing.Wait();
        try
        {
            Resize(0);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void OpenFile()
    {
        if (!_options.ReadOnly) CreateFolder();
        nint handle;
        LmdbErrors.Check(LmdbNative.EnvCreate(&handle), Folder);
        Handle = handle;
        LmdbErrors.Check(LmdbNative.EnvSetMaxReaders(Handle, (uint)_options.MaxReaders), Folder);
        var file = new FileInfo(Path.Combine(Folder, "data.mdb"));
        LmdbErrors.Check(LmdbNative.EnvSetMapSize(Handle, RoundUp((file.Exists ? file.Length : 0) + (2 * _options.Headroom))), Folder);
        LmdbFirstPages.Check(file, _options.Headroom, Folder);
        var path = Encoding.UTF8.GetBytes(Folder + '\0');
        fixed (byte* bytes = path)
        {
            var flags = LmdbNative.NoThreadSlots | (_options.ReadOnly ? LmdbNative.ReadOnly : 0) | (_options.IsStill ? LmdbNative.NoLock : 0);
            LmdbErrors.Check(LmdbNative.EnvOpen(Handle, bytes, flags, 0b110_110_100), Folder);
        }

        int dead;
        LmdbErrors.Check(LmdbNative.ReaderCheck(Handle, &dead), Folder);
        OpenRecords();
    }

    private void CreateFolder()
    {
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new QuernException(LmdbErrors.Of(13, Folder).Findings, cause);
        }
        catch (IOException cause)
        {
            throw new QuernException(new Finding("QRN4001", $"online store '{Folder}' cannot be opened", cause.Message, "Name a folder, or one that can be created."), cause);
        }
    }

    private void OpenRecords()
    {
        nint txn;
        LmdbErrors.Check(LmdbNative.TxnBegin(Handle, 0, _options.ReadOnly ? LmdbNative.ReadOnly : 0, &txn), Folder);
        try
        {
            CheckPages(LmdbNative.TxnId(txn) - (_options.ReadOnly ? 0u : 1u));
            MendLength();
            uint dbi;
            LmdbErrors.Check(LmdbNative.DbiOpen(txn, null, 0, &dbi), Folder);
            Dbi = dbi;
            LmdbFormat.Check(Handle, txn, dbi, _options.ReadOnly, Folder);
        }
        catch
        {
            LmdbNative.TxnAbort(txn);
            throw;
        }

        LmdbErrors.Check(LmdbNative.TxnCommit(txn), Folder);
    }

    /// <summary>Checks every page that a transaction sees, which must be held meanwhile.</summary>
    public void CheckAllPages(ulong transaction) => CheckPages(transaction, long.MaxValue);

    // Under the transaction, so that no other process reuses the pages. A store without a write yet has no pages but the first two.
    private void CheckPages(ulong transaction, long most = LmdbPageCheck.MostPages)
    {
        if (transaction == 0) return;
        var (_, pageSize) = Info();
        using var file = File.OpenHandle(Path.Combine(Folder, "data.mdb"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        new LmdbPageCheck(file, (int)pageSize, Folder, most).Run(transaction);
    }

    // Reading a page beyond the end of the file kills the process, and pages that were taken and given back in one write are never written: they become zero pages.
    // Only under the write transaction, so that no other process is just making the file longer.
    private void MendLength()
    {
        var needed = Used();
        var path = Path.Combine(Folder, "data.mdb");
        if (new FileInfo(path).Length >= needed) return;
        if (_options.ReadOnly) throw LmdbErrors.Damaged(Folder, "Its 'data.mdb' is shorter than its first page says.");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(needed);
    }

    private void EnsureHeadroom()
    {
        if (!HasHeadroom()) Resize(RoundUp(Used() + (Used() / 2) + (2 * _options.Headroom)));
    }

    private bool HasHeadroom() => (long)Info().Info.MapSize - Used() >= _options.Headroom;

    /// <summary>How many bytes the pages take that were ever used.</summary>
    public long Used()
    {
        var (info, pageSize) = Info();
        return ((long)info.LastPage + 1) * pageSize;
    }

    private void Resize(nuint size)
    {
        lock (_resizing)
        {
            _isResizing = true;
            Interlocked.MemoryBarrier();
            try
            {
                if (!SpinWait.SpinUntil(NobodyReads, _options.GrowthPatience)) throw LmdbErrors.CannotGrow(Folder, "A snapshot of this process has not been released in time.");
                LmdbErrors.Check(LmdbNative.EnvSetMapSize(Handle, size), Folder);
            }
            finally
            {
                _isResizing = false;
            }
        }
    }

    private bool NobodyReads()
    {
        lock (_readers) return _readers.TrueForAll(reader => Volatile.Read(ref reader.IsActive) == 0);
    }

    private (LmdbInfo Info, uint PageSize) Info()
    {
        LmdbInfo info;
        LmdbStat stat;
        LmdbErrors.Check(LmdbNative.EnvInfo(Handle, &info), Folder);
        LmdbErrors.Check(LmdbNative.EnvStat(Handle, &stat), Folder);
        return (info, stat.PageSize);
    }

    private static nuint RoundUp(long bytes)
    {
        const long step = 1 << 20;
        return (nuint)((bytes + step - 1) / step * step);
    }
}
