using Quern.Stores.DuckDb;

namespace Quern.Stores.Tests.DuckDb;

/// <summary>A database in memory with one connection, and a folder, both gone after the test.</summary>
internal sealed class DuckScratch : IDisposable
{
    private readonly DuckDatabase _database;

    internal DuckScratch(DuckOptions? options = null)
    {
        Folder = Directory.CreateTempSubdirectory("quern-duckdb-").FullName;
        _database = DuckDatabase.Open(options ?? new DuckOptions { Threads = 2 });
        Connection = _database.Connect();
    }

    internal DuckConnection Connection { get; }

    internal string Folder { get; }

    internal string FilePath(string name) => Path.Combine(Folder, name);

    internal long Execute(string sql) => Connection.Execute(sql, TestContext.Current.CancellationToken);

    internal DuckReader Query(string sql) => Connection.Query(sql, TestContext.Current.CancellationToken);

    /// <summary>A reader on the query's first chunk.</summary>
    internal DuckReader QueryFirst(string sql)
    {
        var reader = Query(sql);
        reader.Read().ShouldBeTrue();
        return reader;
    }

    internal DuckConnection Connect() => _database.Connect();

    internal long Scalar(string sql)
    {
        using var reader = QueryFirst(sql);
        return reader.Chunk[0].Values<long>()[0];
    }

    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
