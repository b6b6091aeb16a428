using Quern.Stores.Delta;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Values;

namespace Quern.Stores.TrainingSets.Runs;

/// <summary>Rows that came with a request, as a Parquet file: from then on they are a spine like any other, and the training set can be made again from its manifest.</summary>
public static class LabelFile
{
    /// <summary>Writes columns in their order, instants as timestamps in UTC.</summary>
    /// <param name="path">The file, in a folder that is there.</param>
    /// <param name="columns">Columns of one length, with names that differ by more than case; at least one.</param>
    /// <param name="resources">What writing it may use.</param>
    /// <exception cref="QuernException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<(string Name, Column Values)> columns, DuckResources resources)
    {
        try
        {
            using var session = new DuckSession(resources, Path.GetDirectoryName(path)!);
            using var connection = session.Connect();
            var feed = RowFeed.Of("quern_labels", columns);
            connection.Register(feed.Sql);
            connection.Execute($"COPY (SELECT * FROM {feed.From}) TO {DuckSql.Literal(path)} (FORMAT parquet, COMPRESSION zstd)", default);
        }
        catch (Exception failure) when (StoreErrors.Tells(failure))
        {
            throw StoreErrors.ToWrite($"labels '{path}'", failure);
        }
    }
}
