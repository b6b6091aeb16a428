using Quern.Engine.Objects;

namespace Quern.Testing.Kits;

/// <summary>Generated sequences of operations against a model: a sorted dictionary. Where the store can be made to fail it is the same: an adapter tries again until it knows.</summary>
internal sealed class ObjectStoreModel(IObjectStorePlace place, int seed)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, byte[]> _content = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredObject> _known = [];

    public static void Run(IObjectStorePlace place, int seeds, int steps, bool isFailing)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            using var failing = isFailing ? place.Fail(seed) : null;
            if (isFailing && failing is null) return;
            try
            {
                new ObjectStoreModel(place, seed).Run(steps);
            }
            catch (KitFailure failure)
            {
                throw new KitFailure($"seed {seed}: {failure.Message}");
            }
        }
    }

    private void Run(int steps)
    {
        var store = place.Open();
        foreach (var left in store.List("", null, Never).ToList()) store.Delete(left.Key, Never);
        for (var step = 0; step < steps; step++)
        {
            if (_random.Next(12) == 0)
            {
                store.Dispose();
                store = place.Open();
            }

            Step(store);
        }

        Compare(store, "");
        store.Dispose();
    }

    private void Step(IObjectStore store)
    {
        var key = $"{"ab"[_random.Next(2)]}/{_random.Next(4)}/{_random.Next(3)}.x";
        switch (_random.Next(10))
        {
            case < 2:
                _known[key] = store.Put(key, _content[key] = Content(3000), Never);
                break;
            case < 4:
                var created = Content(3000);
                var isMine = store.TryCreate(key, created, Never);
                KitFailure.Unless(isMine == _content.TryAdd(key, created), $"'{key}' was {(isMine ? "" : "not ")}created");
                if (isMine) _known[key] = store.Find(key, Never)!;
                break;
            case 4:
                store.Delete(key, Never);
                _content.Remove(key);
                break;
            case 5:
                Upload(store, key);
                break;
            case 6:
                Compare(store, key[.._random.Next(key.Length)]);
                break;
            default:
                Read(store, key);
                break;
        }
    }

    private void Upload(IObjectStore store, string key)
    {
        byte[][] parts = _random.Next(4) == 0 ? [Content(1), Content(2000)] : [Content(2000)];
        // All but the last are of the least length.
        for (var i = 0; i < parts.Length - 1; i++) Array.Resize(ref parts[i], IObjectUpload.LeastPart);
        using var upload = store.BeginUpload(key, Never);
        for (var i = parts.Length; i > 0; i--) upload.Put(i, parts[i - 1], Never);
        if (_random.Next(4) == 0) return;
        _known[key] = upload.Complete(Never);
        _content[key] = [.. parts.SelectMany(part => part)];
    }

    private void Read(IObjectStore store, string key)
    {
        var found = store.Get(key, Never);
        KitFailure.Unless(_content.TryGetValue(key, out var expected) ? found is not null && found.Content.AsSpan().SequenceEqual(expected) : found is null, $"'{key}' has {found?.Content.Length.ToString() ?? "no"} bytes, not {expected?.Length.ToString() ?? "none"}, or others");
        if (found is null || !_known.TryGetValue(key, out var known) || known.Bytes == 0) return;
        var offset = _random.NextInt64(known.Bytes);
        var into = new byte[Math.Min(known.Bytes - offset, _random.Next(1, 1500))];
        if (known.Tag != found.Object.Tag) ObjectStoreKit.Changed(() => store.Read(known, offset, into, Never), $"'{key}' was read though it was replaced");
        else
        {
            store.Read(known, offset, into, Never);
            KitFailure.Unless(into.AsSpan().SequenceEqual(expected.AsSpan((int)offset, into.Length)), $"'{key}' has other content from {offset} on");
        }
    }

    private void Compare(IObjectStore store, string prefix)
    {
        var after = _random.Next(2) == 0 ? null : $"a/{_random.Next(4)}";
        string[] found = [.. store.List(prefix, after, Never).Select(item => $"{item.Key} {item.Bytes}")];
        string[] expected = [.. _content.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(item.Key, after) > 0).Select(item => $"{item.Key} {item.Value.Length}")];
        KitFailure.Unless(found.SequenceEqual(expected), $"under '{prefix}' after '{after}' there is {string.Join(", ", found)}; not {string.Join(", ", expected)}");
    }

    private byte[] Content(int most)
    {
        var content = new byte[_random.Next(most)];
        _random.NextBytes(content);
        return content;
    }
}
