using Quern.Stores.Projects;
using Quern.Stores.Registry;
using Quern.Time;

namespace Quern.Embedded;

/// <summary>
/// A project's online features in this process, without a server and without a network. It only reads, and sees what others write into the same folder: every materialization at the next read, a
/// newly applied version of the registry within a second, what is pushed to a server beside it once that server has brought it into the indexed state (every two seconds). Safe for many
/// threads; open it once and keep it.
/// </summary>
public sealed class QuernStore : IDisposable
{
    private readonly FileRegistryStore _registry;
    private readonly EmbeddedPlace _place;
    private readonly EmbeddedOptions _options;
    private readonly Lock _refreshing = new();
    private readonly ITimer? _timer;
    private LoadedVersion _current;
    private int _refused;
    private bool _isDisposed;

    private QuernStore(FileRegistryStore registry, EmbeddedPlace place, LoadedVersion first, EmbeddedOptions options)
    {
        (_registry, _place, _current, _options) = (registry, place, first, options);
        if (options.RefreshEvery != Timeout.InfiniteTimeSpan) _timer = options.Time.CreateTimer(_ => Look(), null, options.RefreshEvery, options.RefreshEvery);
    }

    /// <summary>The number of the registry's commit that is in place.</summary>
    public int Version => Current.Number;

    /// <summary>The names of the services.</summary>
    public IReadOnlyList<string> Services => [.. Current.Services.Order(StringComparer.Ordinal)];

    internal LoadedVersion Current
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed), this);
            return Volatile.Read(ref _current);
        }
    }

    internal Instant Now => Instant.From(_options.Time.GetUtcNow());

    /// <summary>Opens a project's folder, as it was left by <c>quern apply</c> and <c>quern materialize</c>; of the folder only <c>.quern/registry</c> and <c>.quern/online</c> are needed.</summary>
    /// <param name="project">The folder.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="QuernException">
    /// There is no project (QRN5114), its registry is in a database (QRN6524), nothing is applied (QRN5115), nothing is materialized (QRN5116), the state is kept elsewhere (QRN5119), there is no such shard (QRN6425), what is cannot be loaded or read, or <c>liblmdb</c> is not
    /// installed (QRN4000).
    /// </exception>
    public static QuernStore Open(string project, EmbeddedOptions? options = null)
    {
        options ??= new();
        var folder = new ProjectFolder(Path.GetFullPath(project));
        if (ProjectSettings.Names(folder.Folder, "registry")) throw new QuernException(StoreFindings.RegistryElsewhere(folder.Folder));
        if (!Directory.Exists(folder.Registry)) throw new QuernException(StoreFindings.NoProject(folder.Folder));
        var registry = new FileRegistryStore(folder.Registry);
        if (registry.HeadNumber() is not (> 0 and var head)) throw new QuernException(StoreFindings.NothingApplied(folder.Folder));
        var place = EmbeddedPlace.Open(folder, options.Shard);
        try
        {
            return new(registry, place, LoadedVersion.Load(registry, head, place, options.Failed), options);
        }
        catch
        {
            place.Online.Dispose();
            throw;
        }
    }

    /// <summary>A service, to be kept and read again and again.</summary>
    /// <exception cref="QuernException">There is no such service (QRN5117), and the finding lists those there are; or it is in another shard (QRN6427).</exception>
    public QuernService Service(string name) => new(this, name);

    /// <summary>Looks for a new version of the registry now, and puts it in place; reads under way finish on the one that they began with.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="QuernException">It cannot be loaded; the one in place goes on.</exception>
    public bool Refresh()
    {
        lock (_refreshing)
        {
            var old = Current;
            var head = _registry.HeadNumber();
            if (head == old.Number) return false;
            Volatile.Write(ref _current, LoadedVersion.Load(_registry, head, _place, _options.Failed));
            old.Dispose();
            return true;
        }
    }

    /// <summary>Closes it. Reads under way finish; later ones fail.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_refreshing)
        {
            if (_isDisposed) return;
            Volatile.Write(ref _isDisposed, true);
            _current.Dispose();
            _place.Online.Dispose();
        }
    }

    // Only this is of interest here: what else may be wrong with the settings is for who runs commands to mend.
    private void Look()
    {
        // One that takes long is not begun again beside itself.
        if (!_refreshing.TryEnter()) return;
        try
        {
            if (!_isDisposed && _registry.HeadNumber() != _refused) Refresh();
        }
#pragma warning disable CA1031 // A registry that cannot be read now may be readable a second later; reads go on meanwhile.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Refused(failure);
        }
        finally
        {
            _refreshing.Exit();
        }
    }

    // A version that cannot be loaded is told once.
    private void Refused(Exception failure)
    {
        if (failure is QuernException) _refused = _registry.HeadNumber();
        _options.Failed?.Invoke(failure);
    }
}
