using System.Collections.Concurrent;

namespace Quern.Client.Online;

/// <summary>Which server answered what, for services that a server sent elsewhere: so that a redirect is followed once, and not with each request. Safe for many threads.</summary>
internal sealed class ShardPlaces
{
    // A program asks for its services, and not for ever new lists of features; beyond it each is sent on again.
    private const int Most = 1_000;
    private readonly ConcurrentDictionary<string, Uri> _places = new(StringComparer.Ordinal);

    /// <summary>The server that answered the last time; null for the one that the client was made for.</summary>
    public Uri? Find(string what) => _places.GetValueOrDefault(what);

    public void Learn(string what, Uri server)
    {
        if (_places.Count < Most || _places.ContainsKey(what)) _places[what] = server;
    }

    public void Forget(string what) => _places.TryRemove(what, out _);
}
