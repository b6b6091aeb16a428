namespace Quern.Embedded;

/// <summary>A service of a store, whatever version of the registry is in place: to be kept and read by many threads.</summary>
public sealed class QuernService
{
    private readonly QuernStore _store;
    private Place _place;

    internal QuernService(QuernStore store, string name)
    {
        (_store, Name) = (store, name);
        var version = store.Current;
        _place = new(version, version.Find(name));
    }

    /// <summary>The service's name.</summary>
    public string Name { get; }

    /// <summary>The join keys that a read must give.</summary>
    public IReadOnlyList<string> JoinKeys => [.. Loaded.Plan.JoinKeys.Select(key => key.Name)];

    /// <summary>The request fields of on-demand features that a read must give.</summary>
    public IReadOnlyList<string> RequestFields => [.. Loaded.Plan.Requests.Select(request => request.Name)];

    /// <summary>The features' names, in their order.</summary>
    public IReadOnlyList<string> Features => Loaded.Names;

    private LoadedService Loaded
    {
        get
        {
            var (place, version) = (Volatile.Read(ref _place), _store.Current);
            if (place.Version == version) return place.Service;
            Volatile.Write(ref _place, place = new(version, version.Find(Name)));
            return place.Service;
        }
    }

    /// <summary>Reads the features of one entity, as of now.</summary>
    /// <param name="keys">The join keys and request fields by name: <c>("origin", "ORD"), ("destination", "SFO")</c>. Null fits everywhere.</param>
    /// <exception cref="QuernException">
    /// Keys are missing or of a wrong type (QRN5118: all of them are told), a view has no online state (QRN4020), the store is damaged, or the service is gone from the registry (QRN5117).
    /// </exception>
    public FeatureVector Read(params ReadOnlySpan<(string Name, object? Value)> keys)
    {
        var sessions = Loaded.Sessions;
        var session = sessions.Rent();
        FeatureVector vector;
        try
        {
            vector = session.Read(keys, _store.Now);
        }
        catch
        {
            // Nobody knows in what state the session is.
            session.Dispose();
            throw;
        }

        sessions.Return(session);
        return vector;
    }

    private sealed record Place(LoadedVersion Version, LoadedService Service);
}
