using Quern.Stores.DuckDb;
using Quern.Stores.Files;

namespace Quern.Stores.Sources;

/// <summary>A database in memory, whose connections have UTC as their zone. Safe to use from several threads.</summary>
internal sealed class DuckSession : IDisposable
{
    private readonly DuckDatabase _database;
    private readonly string _settings;
    private readonly string _spill;

    /// <summary>A session.</summary>
    /// <param name="resources">What it may use.</param>
    /// <param name="folder">What paths in queries are relative to.</param>
    public DuckSession(DuckResources resources, string folder)
    {
        // A folder of its own: databases that spill into one folder overwrite each other's files.
        var temporary = resources.TempFolder ?? Path.Combine(Path.GetTempPath(), "quern-duckdb");
        Directory.CreateDirectory(temporary);
        RunMark.Sweep(temporary, "spill-");
        _spill = Path.Combine(temporary, "spill-" + RunMark.New());
        _database = DuckDatabase.Open(new DuckOptions
        {
            MemoryLimit = resources.MemoryBytes,
            Threads = resources.Threads,
            TempDirectory = _spill,
        });
        // DuckDB takes a list here, separated by commas: a folder whose name has one cannot be told.
        _settings = "SET TimeZone = 'UTC'" + (folder.Contains(',', StringComparison.Ordinal) ? "" : $"; SET file_search_path = {DuckSql.Literal(folder)}");
    }

    public DuckConnection Connect()
    {
        var connection = _database.Connect();
        connection.Execute(_settings);
        return connection;
    }

    public void Dispose()
    {
        _database.Dispose();
        if (Directory.Exists(_spill)) Directory.Delete(_spill, recursive: true);
    }
}
