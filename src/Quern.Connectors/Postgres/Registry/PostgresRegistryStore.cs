using System.Text;
using System.Text.Json;
using Npgsql;
using Quern.Engine.Registry;
using Quern.Time;
using Quern.Values;

namespace Quern.Connectors.Postgres.Registry;

/// <summary>
/// The registry in tables of PostgreSQL, for those who work on a project together: <c>quern_commits</c>, <c>quern_plans</c> and <c>quern_plan_ends</c>, each row with the JSON that a registry in files has, and <c>quern_objects</c> by content hash. Several projects
/// may share a database. Rows are only ever added. Each call takes a connection for itself from a pool, so that a server that was restarted is found again by the next; nothing is made before something is written.
/// </summary>
public sealed class PostgresRegistryStore : IRegistryStore
{
    private const string What = "the registry";
    private const int Attempts = 3;
    private readonly PostgresServer _server;
    private readonly ServerErrors _errors;
    private readonly string _project;

    /// <summary>A project's registry; nothing is asked of the database yet.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="project">The project's name: each has a history of its own.</param>
    /// <exception cref="QuernException">The environment does not have the connection, or it is none.</exception>
    public PostgresRegistryStore(PostgresConnection connection, string project)
    {
        (_server, _project) = (connection.Resolve().Pooled(), project);
        _errors = new(What, _server);
    }

    /// <inheritdoc/>
    public RegistryCommit? Head() => HeadNumber() is > 0 and var number ? Find(number) : null;

    /// <inheritdoc/>
    public int HeadNumber() => Read(RegistrySeries.Commits, connection => Last(connection, RegistrySeries.Commits), 0);

    /// <inheritdoc/>
    public RegistryCommit? Find(int number) => Read(RegistrySeries.Commits, connection => FindCommit(connection, number), null);

    /// <inheritdoc/>
    public RegistryCommit? TryAppend(RegistryCommit commit) => Run(connection =>
    {
        RegistryTables.BringUp(connection);
        var head = Last(connection, RegistrySeries.Commits);
        if (commit.Number > head + 1) throw new ArgumentException($"Commit {commit.Number} does not follow {head}.", nameof(commit));
        var document = Encoding.UTF8.GetString(CommitJson.Write(commit));
        // What is ours already was written by an attempt whose answer was lost.
        return commit.Number > head && Insert(connection, "quern_commits (project, number, author, committed_at, message, document)", commit.Number, commit.Author, commit.Time, commit.Message, document)
            ? null
            : Document(connection, RegistrySeries.Commits, commit.Number) == document ? null : FindCommit(connection, commit.Number);
    });

    /// <inheritdoc/>
    public IReadOnlyList<int> OpenPlans() => Read(RegistrySeries.Plans, Open, []);

    /// <inheritdoc/>
    public RegistryPlan? FindPlan(int number) => Read(RegistrySeries.Plans, connection => FindPlan(connection, number), null);

    /// <inheritdoc/>
    public RegistryPlan KeepPlan(RegistryPlan plan) => Run(connection =>
    {
        RegistryTables.BringUp(connection);
        for (var number = Last(connection, RegistrySeries.Plans) + 1; ; number++)
        {
            var kept = plan with { Number = number };
            if (Insert(connection, "quern_plans (project, number, author, opened_at, message, document)", number, plan.Author, plan.Time, plan.Message, Encoding.UTF8.GetString(PlanJson.Write(kept)))) return kept;
        }
    });

    /// <inheritdoc/>
    public PlanEnd? EndOfPlan(int number) => Read(RegistrySeries.Ends, connection => FindEnd(connection, number), null);

    /// <inheritdoc/>
    public PlanEnd? TryEndPlan(PlanEnd end) => Run(connection =>
    {
        RegistryTables.BringUp(connection);
        var document = Encoding.UTF8.GetString(PlanJson.Write(end));
        return Insert(connection, "quern_plan_ends (project, number, author, ended_at, commit_number, document)", end.Plan, end.Author, end.Time, (object?)end.Commit ?? DBNull.Value, document)
            || Document(connection, RegistrySeries.Ends, end.Plan) == document
            ? null
            : FindEnd(connection, end.Plan);
    });

    /// <inheritdoc/>
    public string PutObject(ReadOnlySpan<byte> content)
    {
        var (hash, bytes) = (ContentHash.Of(content), content.ToArray());
        return Run(connection =>
        {
            RegistryTables.BringUp(connection);
            Execute(connection, "INSERT INTO quern_objects (hash, content) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET content = excluded.content WHERE quern_objects.content <> excluded.content", hash, bytes);
            return hash;
        });
    }

    /// <inheritdoc/>
    public byte[] GetObject(string hash)
    {
        var content = Run(connection => RegistryTables.Checked(RegistryTables.Version(connection)) == 0 ? null : (byte[]?)Scalar(connection, "SELECT content FROM quern_objects WHERE hash = $1", hash));
        if (content is null) throw new QuernException(RegistryFindings.BadObject(hash, $"They are not in the database {_server.Name}."));
        return ContentHash.Of(content) == hash ? content : throw new QuernException(RegistryFindings.BadObject(hash, "Their content has another hash than their name."));
    }

    private static object? Scalar(NpgsqlConnection connection, string sql, params object[] values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteScalar();
    }

    private static int Execute(NpgsqlConnection connection, string sql, params object[] values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    private int Last(NpgsqlConnection connection, RegistrySeries series)
    {
        using var command = Command(connection, $"SELECT coalesce(max(number), 0), count(*)::int FROM {series.Table} WHERE project = $1", [_project]);
        using var reader = command.ExecuteReader();
        reader.Read();
        var (last, count) = (reader.GetInt32(0), reader.GetInt32(1));
        return last == count ? last : throw new QuernException(RegistryStoreFindings.Damaged(_project, series, last, $"There are {count} of them, but the latest has number {last}: some are missing."));
    }

    private List<int> Open(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT number FROM quern_plans WHERE project = $1 AND number NOT IN (SELECT number FROM quern_plan_ends WHERE project = $1) ORDER BY 1", [_project]);
        using var reader = command.ExecuteReader();
        var numbers = new List<int>();
        while (reader.Read()) numbers.Add(reader.GetInt32(0));
        return numbers;
    }

    private string? Document(NpgsqlConnection connection, RegistrySeries series, int number) => (string?)Scalar(connection, $"SELECT document FROM {series.Table} WHERE project = $1 AND number = $2", _project, number);

    private RegistryCommit? FindCommit(NpgsqlConnection connection, int number) => Find(connection, RegistrySeries.Commits, number, bytes => CommitJson.Read(bytes), commit => commit.Number);

    private RegistryPlan? FindPlan(NpgsqlConnection connection, int number) => Find(connection, RegistrySeries.Plans, number, bytes => PlanJson.Read(bytes), plan => plan.Number);

    private PlanEnd? FindEnd(NpgsqlConnection connection, int number) => Find(connection, RegistrySeries.Ends, number, bytes => PlanJson.ReadEnd(bytes), end => end.Plan);

    private T? Find<T>(NpgsqlConnection connection, RegistrySeries series, int number, Func<byte[], T> read, Func<T, int> numberOf)
        where T : class
    {
        if (Document(connection, series, number) is not { } document) return null;
        try
        {
            var found = read(Encoding.UTF8.GetBytes(document));
            return numberOf(found) == number ? found : throw new QuernException(RegistryStoreFindings.Damaged(_project, series, number, $"It says that it is {series.What} {numberOf(found)}."));
        }
        catch (JsonException exception)
        {
            throw new QuernException([RegistryStoreFindings.Damaged(_project, series, number, exception.Message)], exception);
        }
    }

    // A server may have been set up not to wait for the disk: an apply does.
    private bool Insert(NpgsqlConnection connection, string columns, int number, string author, Instant time, object detail, string document)
    {
        using var transaction = connection.BeginTransaction();
        Scalar(connection, "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'");
        var rows = Execute(connection, $"INSERT INTO {columns} VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", _project, number, author, time.ToDateTimeOffset(), detail, document);
        transaction.Commit();
        return rows == 1;
    }

    private T Read<T>(RegistrySeries series, Func<NpgsqlConnection, T> work, T none) => Run(connection => RegistryTables.Checked(RegistryTables.Version(connection)) < series.Since ? none : work(connection));

    // A connection of the pool may have died with the server that it was to: the next is a new one, and whether there is a server it then says at once.
    private T Run<T>(Func<NpgsqlConnection, T> work) => _errors.Try(() =>
    {
        for (var attempt = 1; ; attempt++)
        {
            using var connection = _server.Connect(CancellationToken.None);
            try
            {
                return work(connection);
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction)
            {
                throw new QuernException([RegistryStoreFindings.ReadOnly(_server.User, _errors.Say(exception))], exception);
            }
            catch (Exception exception) when (attempt < Attempts && ServerErrors.IsOfTheWay(exception))
            {
                _server.Forget();
            }
        }
    });
}
