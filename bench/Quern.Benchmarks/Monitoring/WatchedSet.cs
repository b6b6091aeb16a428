using Quern.Stores.DuckDb;

namespace Quern.Benchmarks.Monitoring;

/// <summary>A real data set that is watched, and the faults that are put into it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Path">The file.</param>
/// <param name="Time">The column with the event time.</param>
/// <param name="Open">Makes a source of a query.</param>
/// <param name="Holidays">Days like no others.</param>
/// <param name="Faults">The faults.</param>
internal sealed record WatchedSet(string Name, string Path, string Time, Func<string, Source> Open, IReadOnlyList<string> Holidays, IReadOnlyList<Fault> Faults)
{
    /// <summary>The rows as they are.</summary>
    public string Clean => Path.EndsWith(".parquet", StringComparison.Ordinal) ? $"SELECT * FROM read_parquet({DuckSql.Literal(Path)})" : $"SELECT * FROM read_csv({DuckSql.Literal(Path)})";
}
