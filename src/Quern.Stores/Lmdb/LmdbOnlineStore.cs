using Quern.Engine.Online;

namespace Quern.Stores.Lmdb;

/// <summary>
/// Online state in one folder of the machine: <c>data.mdb</c>, an LMDB file that is whole at any moment, whatever dies, and <c>lock.mdb</c>, which its users share.
/// Several processes may have it open at once; stores of one process that name the same folder share what is open.
/// </summary>
public sealed class LmdbOnlineStore : IOnlineStore
{
    private readonly LmdbEnvironment _env;
    private readonly bool _isReadOnly;
    private bool _isDisposed;

    /// <summary>Opens the store in a folder, which is created when it is not there.</summary>
    /// <exception cref="QuernException">
    /// The library is missing, the folder may not be written or holds something else, or the store is damaged, or of another version.
    /// </exception>
    public LmdbOnlineStore(string folder, LmdbOptions? options = null)
    {
        options ??= new();
        (_env, _isReadOnly) = (LmdbEnvironment.Acquire(folder, options), options.ReadOnly);
    }

    /// <summary>Throws away what is in the folder, whatever it is, so that an empty store can be opened there: what a damaged store is mended with.</summary>
    /// <exception cref="QuernException">Somebody is materializing into it, or the folder may not be written.</exception>
    public static void Discard(string folder)
    {
        if (!Directory.Exists(folder)) return;
        using var alone = new LmdbMaterializationLock(folder);
        try
        {
            File.Delete(Path.Combine(folder, "data.mdb"));
            File.Delete(Path.Combine(folder, "lock.mdb"));
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or IOException)
        {
            throw new QuernException(LmdbErrors.Of(13, folder).Findings, cause);
        }
    }

    /// <summary>The ids of the processes that have the store open and have read it, this one among them.</summary>
    public IReadOnlyList<int> Readers()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return LmdbReaders.List(_env);
    }

    /// <inheritdoc/>
    public IOnlineSnapshot OpenSnapshot()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new LmdbSnapshot(_env);
    }

    /// <inheritdoc/>
    public IOnlineWrite BeginWrite()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        // What is open may be shared with a store that writes.
        if (_isReadOnly) throw LmdbErrors.Of(13, _env.Folder);
        return new LmdbWrite(_env);
    }

    /// <summary>
    /// Writes a copy of the store as it is now, in as few pages as it needs, while others read and write it. Everything that was committed before is in the copy; of what is committed
    /// meanwhile, whole commits or nothing.
    /// </summary>
    /// <param name="copy">Gets the content of a <c>data.mdb</c>.</param>
    /// <param name="progress">Told how many bytes were copied, and about how many there are.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="QuernException">The store is damaged.</exception>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    public void CopyTo(Stream copy, Action<long, long>? progress = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        new LmdbCopy(_env).Run(copy, progress, cancellation);
    }

    /// <summary>Tells of every record, of whatever partition, after all pages of the file have been checked, however many they are.</summary>
    /// <exception cref="QuernException">A page is damaged.</exception>
    public void Visit(StoredRecordVisit visit)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var snapshot = new LmdbSnapshot(_env);
        snapshot.Renew();
        _env.CheckAllPages((ulong)snapshot.Version);
        snapshot.VisitStored(visit);
    }

    /// <inheritdoc/>
    public IDisposable LockMaterialization()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new LmdbMaterializationLock(_env.Folder);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _env.Release();
    }
}
