using Quern.Values;

namespace Quern.Engine.Registry.Tests;

/// <summary>The port's contract in memory.</summary>
internal sealed class MemoryRegistryStore : IRegistryStore
{
    private readonly List<RegistryCommit> _commits = [];
    private readonly Dictionary<string, byte[]> _objects = [];

    public RegistryCommit? Head() => _commits.LastOrDefault();

    public int HeadNumber() => _commits.Count;

    public RegistryCommit? Find(int number) => number >= 1 && number <= _commits.Count ? _commits[number - 1] : null;

    public RegistryCommit? TryAppend(RegistryCommit commit)
    {
        if (Find(commit.Number) is { } winner) return winner;
        _commits.Add(commit);
        return null;
    }

    public string PutObject(ReadOnlySpan<byte> content)
    {
        var hash = ContentHash.Of(content);
        _objects[hash] = content.ToArray();
        return hash;
    }

    public byte[] GetObject(string hash) => _objects[hash];
}
