namespace Quern.Benchmarks.TrainingSets;

/// <summary>One row of the table: a training set, and the same in SQL.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Work">What is computed, in words.</param>
/// <param name="Floor">How many times as fast as the fastest peer it is to be at least.</param>
/// <param name="Repository">The definitions.</param>
/// <param name="Service">Which service.</param>
/// <param name="Spine">The spine's file.</param>
/// <param name="Peers">The peers; each query gives the spine's columns and then the features, in the service's order.</param>
internal sealed record BenchCase(string Name, string Work, double Floor, FeatureRepository Repository, string Service, string Spine, IReadOnlyList<Peer> Peers);

/// <summary>Another way to compute the same.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Sql">The query.</param>
internal sealed record Peer(string Name, string Sql)
{
    /// <summary>Gets whether the query gives the rows in the spine's order; otherwise they are matched by the first column.</summary>
    public bool IsOrdered { get; init; } = true;

    /// <summary>Gets a column that may differ, with the condition under which it does not, over <c>ours</c> and <c>theirs</c>; null when all must be equal.</summary>
    public (int Column, string Agrees)? Tolerance { get; init; }

    /// <summary>Gets whether it is slow by nature, and so is run once only.</summary>
    public bool IsSlow { get; init; }
}
