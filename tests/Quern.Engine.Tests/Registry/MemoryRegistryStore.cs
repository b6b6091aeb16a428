using Quern.Values;

namespace Quern.Engine.Registry.Tests;

/// <summary>The port's contract in memory.</summary>
internal sealed class MemoryRegistryStore : IRegistryStore
{
    private readonly Lock _lock = new();
    private readonly List<RegistryCommit> _commits = [];
    private readonly Dictionary<string, byte[]> _objects = [];

    public RegistryCommit? Head()
    {
        lock (_lock) return _commits.LastOrDefault();
    }

    public int HeadNumber()
    {
        lock (_lock) return _commits.Count;
    }

    public RegistryCommit? Find(int number)
    {
        lock (_lock) return number >= 1 && number <= _commits.Count ? _commits[number - 1] : null;
    }

    public RegistryCommit? TryAppend(RegistryCommit commit)
    {
        lock (_lock)
        {
            if (Find(commit.Number) is { } winner) return winner;
            if (commit.Number != _commits.Count + 1) throw new ArgumentException($"Commit {commit.Number} does not follow {_commits.Count}.", nameof(commit));
            _commits.Add(commit);
            return null;
        }
    }

    public string PutObject(ReadOnlySpan<byte> content)
    {
        var hash = ContentHash.Of(content);
        lock (_lock) _objects[hash] = content.ToArray();
        return hash;
    }

    public byte[] GetObject(string hash)
    {
        lock (_lock) return _objects.TryGetValue(hash, out var content) ? content : throw new QuernException(RegistryFindings.BadObject(hash, "They are not there."));
    }
}
