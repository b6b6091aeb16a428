using Quern.Values;

namespace Quern.Engine.Registry.Tests;

/// <summary>The port's contract in memory.</summary>
internal sealed class MemoryRegistryStore : IRegistryStore
{
    private readonly Lock _lock = new();
    private readonly List<RegistryCommit> _commits = [];
    private readonly List<RegistryPlan> _plans = [];
    private readonly Dictionary<int, PlanEnd> _ends = [];
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

    public IReadOnlyList<int> OpenPlans()
    {
        lock (_lock) return [.. _plans.Select(plan => plan.Number).Where(number => !_ends.ContainsKey(number))];
    }

    public RegistryPlan? FindPlan(int number)
    {
        lock (_lock) return number >= 1 && number <= _plans.Count ? _plans[number - 1] : null;
    }

    public RegistryPlan KeepPlan(RegistryPlan plan)
    {
        lock (_lock)
        {
            _plans.Add(plan with { Number = _plans.Count + 1 });
            return _plans[^1];
        }
    }

    public PlanEnd? EndOfPlan(int number)
    {
        lock (_lock) return _ends.GetValueOrDefault(number);
    }

    public PlanEnd? TryEndPlan(PlanEnd end)
    {
        lock (_lock) return _ends.TryAdd(end.Plan, end) ? null : _ends[end.Plan];
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
