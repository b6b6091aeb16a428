using Quern.Protocol.Json;

namespace Quern.Server.Serving;

/// <summary>The lists of features asked for lately, planned, by the list as it was written. The one unused for longest makes room for a new one. Safe for many threads.</summary>
internal sealed class FeatureListCache : IDisposable
{
    private readonly Lock _lock = new();
    private readonly int _capacity;
    private readonly LinkedList<KeyValuePair<byte[], ServedService>> _byUse = [];
    private readonly Dictionary<byte[], LinkedListNode<KeyValuePair<byte[], ServedService>>> _byList = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], LinkedListNode<KeyValuePair<byte[], ServedService>>>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    internal FeatureListCache(int capacity)
    {
        _capacity = capacity;
        _lookup = _byList.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    internal int Count
    {
        get
        {
            lock (_lock) return _byList.Count;
        }
    }

    internal ServedService? Find(ReadOnlySpan<byte> list)
    {
        lock (_lock)
        {
            if (!_lookup.TryGetValue(list, out var node)) return null;
            if (node.Previous is not null)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }

            return node.Value.Value;
        }
    }

    /// <summary>Keeps a planned list, and gives back the one that stands: another thread may have been first.</summary>
    internal ServedService Add(ReadOnlySpan<byte> list, ServedService service)
    {
        ServedService? evicted = null;
        lock (_lock)
        {
            if (_lookup.TryGetValue(list, out var node)) return node.Value.Value;
            if (_byList.Count == _capacity)
            {
                evicted = _byUse.Last!.Value.Value;
                _byList.Remove(_byUse.Last.Value.Key);
                _byUse.RemoveLast();
            }

            var key = list.ToArray();
            _byList.Add(key, _byUse.AddFirst(KeyValuePair.Create(key, service)));
        }

        evicted?.Dispose();
        return service;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _byUse) entry.Value.Dispose();
            _byUse.Clear();
            _byList.Clear();
        }
    }
}
