using Quern.Time;

namespace Quern.Server.Drift;

/// <summary>What was found of the latest buckets, by the beginning of each. Those that late rows may have changed are judged again, those before only once.</summary>
internal sealed class Verdicts<T>
{
    private const int JudgedAgain = 3;

    private readonly Dictionary<Instant, T> _kept = [];

    /// <summary>Forgets all, since something changed that all depend on.</summary>
    internal void Clear() => _kept.Clear();

    /// <summary>The verdicts of buckets, in their order; those of other buckets are forgotten.</summary>
    internal IReadOnlyList<T> Of(IReadOnlyList<Instant> starts, Func<Instant, T> judge, CancellationToken stop)
    {
        for (var at = 0; at < starts.Count; at++)
        {
            stop.ThrowIfCancellationRequested();
            if (at >= starts.Count - JudgedAgain || !_kept.ContainsKey(starts[at])) _kept[starts[at]] = judge(starts[at]);
        }

        foreach (var gone in _kept.Keys.Except(starts).ToArray()) _kept.Remove(gone);
        return [.. starts.Select(start => _kept[start])];
    }
}
