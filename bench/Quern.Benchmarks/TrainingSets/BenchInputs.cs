using Quern.Stores.DuckDb;

namespace Quern.Benchmarks.TrainingSets;

/// <summary>The files that the benchmarks read and write, generated once under <c>artifacts/bench</c>.</summary>
internal sealed class BenchInputs
{
    private readonly string _root;

    private BenchInputs(string root)
    {
        _root = root;
        Folder = Path.Combine(root, "artifacts", "bench");
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    public string Flights => Path.GetFullPath(Path.Combine(_root, "..", "shared", "data", "flights", "flights-3m.parquet"));

    public static BenchInputs Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Quern.slnx"))) folder = folder.Parent;
        return new(folder?.FullName ?? throw new DirectoryNotFoundException("No Quern.slnx in any folder above the program."));
    }

    /// <summary>Every so-manieth flight, in an order that has nothing to do with time; all of them in the order of the file.</summary>
    public string Spine(int every) => Make($"spine-{3_000_000 / every}.parquet", $"""
        SELECT date AS event_timestamp, origin, destination
        FROM read_parquet({DuckSql.Literal(Flights)}, file_row_number = true) WHERE file_row_number % {every} = 0 ORDER BY {(every == 1 ? "file_row_number" : "hash(file_row_number)")}
        """);

    /// <summary>Ten million states of 100,000 accounts, one a second, no two of an account at a time.</summary>
    public string States() => Make("account-states.parquet", $"""
        SELECT TIMESTAMP '2024-01-01' + to_seconds(i) AS at, (hash(i) % 100000)::BIGINT AS account,
            {string.Join(", ", Enumerable.Range(0, 10).Select(a => $"(hash(i * 10 + {a}) % 10000)::BIGINT{(a < 5 ? " / 100.0" : "")} AS a{a}"))}
        FROM range(10000000) AS r(i)
        """);

    /// <summary>A million labels for those accounts, in no order.</summary>
    public string Labels() => Make("account-labels.parquet", """
        SELECT i AS label, TIMESTAMP '2024-01-01' + to_seconds((hash(i) % 10000000)::BIGINT) AS event_timestamp, (hash(i + 7) % 100000)::BIGINT AS account FROM range(1000000) AS r(i)
        """);

    private string Make(string name, string select)
    {
        var path = Path.Combine(Folder, name);
        if (File.Exists(path)) return path;
        using var database = DuckDatabase.Open(new DuckOptions());
        using var connection = database.Connect();
        connection.Execute($"COPY ({select}) TO {DuckSql.Literal(path + ".part")} (FORMAT parquet)");
        File.Move(path + ".part", path);
        return path;
    }
}
