using System.Diagnostics;
using Npgsql;

namespace Quern.Connectors.Tests.Postgres;

/// <summary>A server of PostgreSQL of its own, on a free port of this machine, with its data in a temporary folder.</summary>
public class PostgresCluster : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-pg-").FullName;
    private readonly string _data;
    private readonly string? _programs = FindPrograms();

    public PostgresCluster()
        : this("logical")
    {
    }

    protected PostgresCluster(string walLevel)
    {
        _data = Path.Combine(_folder, "data");
        if (Missing is not null) return;
        if (IsRoot) Run("chown", User, _folder);
        RunAsUser("initdb", "-D", _data, "-U", "quern", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C");
        var hba = Path.Combine(_data, "pg_hba.conf");
        File.WriteAllText(hba, $"host all locked 127.0.0.1/32 scram-sha-256\n{File.ReadAllText(hba)}");
        File.AppendAllLines(Path.Combine(_data, "postgresql.conf"),
        [
            $"port = {Port}", "listen_addresses = '127.0.0.1'", $"unix_socket_directories = '{_folder}'", "fsync = off", "max_replication_slots = 100", "max_wal_senders = 40",
            "max_connections = 100", "shared_buffers = 16MB", "logging_collector = off", "lc_messages = 'C'", $"wal_level = {walLevel}",
        ]);
        Start();
    }

    /// <summary>Gets why there is no server; null when there is one.</summary>
    public string? Missing => _programs is null ? "PostgreSQL is not installed: eng/setup.sh postgres brings it" : IsRoot && !File.Exists("/usr/bin/setpriv") ? "PostgreSQL does not run as root, and setpriv is missing" : null;

    public int Port { get; } = FreePort.Find();

    private static bool IsRoot => Environment.UserName == "root";

    private static string User => "postgres";

    public string ConnectionTo(string database, string user = "quern", string? password = null) => $"Host=127.0.0.1;Port={Port};Database={database};Username={user}{(password is null ? "" : $";Password={password}")}";

    public void Start() => RunAsUser("pg_ctl", "-D", _data, "-w", "-t", "120", "-l", Path.Combine(_data, "log"), "start");

    /// <summary>Ends it as a crash does.</summary>
    public void Kill() => RunAsUser("pg_ctl", "-D", _data, "-m", "immediate", "-w", "stop");

    /// <summary>Makes a database for one test.</summary>
    public TestDatabase NewDatabase()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var name = $"t{Guid.NewGuid():n}";
        using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return new(this, name);
    }

    public void Dispose()
    {
        if (Missing is null) Kill();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static string? FindPrograms()
    {
        string[] folders = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/pgsql"];
        return folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateDirectories(folder, "bin", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault();
    }

    private void RunAsUser(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs!, program);
        if (IsRoot) Run("setpriv", [$"--reuid={User}", $"--regid={User}", "--init-groups", path, .. arguments]);
        else Run(path, arguments);
    }

    private void Run(string program, params string[] arguments)
    {
        // To a file: a server that goes on would hold a pipe open.
        var log = Path.Combine(_folder, "commands");
        var quoted = string.Join(' ', arguments.Prepend(program).Select(argument => $"'{argument}'"));
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{quoted} >>'{log}' 2>&1 </dev/null"]) { WorkingDirectory = _folder })!;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, File.ReadAllText(log));
    }
}

/// <summary>The server that the tests of tables share.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresCluster>
{
    public const string Name = "postgres";
}
