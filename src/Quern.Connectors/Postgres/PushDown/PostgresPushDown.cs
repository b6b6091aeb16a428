using Npgsql;
using Quern.Connectors.Postgres.Sources;
using Quern.Engine.PushDown;

namespace Quern.Connectors.Postgres.PushDown;

/// <summary>
/// Views computed by PostgreSQL. (1) Each view is written in SQL, or there is a reason why it is not. (2) The rows go into a temporary table, once for all views of the database, in a transaction that sees what readers of
/// rows see. (3) Where cost is to choose, the server's estimates do. (4) Where rows may be bad, the view is left to the kernel, which knows what to say of them. (5) Of the ways to ask, the cheapest is taken.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="session">Gives the state that is read.</param>
internal sealed class PostgresPushDown(PostgresServer server, Func<SourceSession> session) : IViewPushDown
{
    private const int MostColumns = 1500;
    private const string Abilities = "SELECT has_database_privilege(current_database(), 'TEMPORARY'), pg_is_in_recovery(), current_setting('server_encoding') = 'UTF8'";

    /// <inheritdoc/>
    public string Engine => "postgres";

    /// <inheritdoc/>
    public IReadOnlyList<string?> Compute(PushDownRequest request, CancellationToken cancellation)
    {
        var errors = new ServerErrors(request.Reads.Count == 1 ? $"view '{request.Reads[0].Read.Name}'" : $"views '{string.Join("', '", request.Reads.Select(read => read.Read.Name))}'", server);
        return errors.Try(() =>
        {
            var (views, reasons, spine) = Write(session(), request);
            if (views.All(view => view is null)) return reasons;
            if (WhyNoTable(session(), request.Choice) is { } none) return [.. reasons.Select(reason => reason ?? none)];
            try
            {
                Ask(request, spine, views, reasons, cancellation);
            }
            catch (Exception e) when (cancellation.IsCancellationRequested && e is NpgsqlException or ObjectDisposedException)
            {
                throw new OperationCanceledException(e.Message, e, cancellation);
            }
            catch (PostgresException e) when (IsLeft(e, request.Choice))
            {
                // What a view has is whole: the one that was being asked for has nothing yet that anybody may see.
                foreach (var (number, view) in views.Index())
                    if (view is not null && !view.IsAnswered)
                    {
                        reasons[number] = $"the server ended it: {errors.Say(e)}";
                        view.Forget(request.Times.Count);
                    }
            }

            return reasons;
        });
    }

    // A value that the server's types cannot hold is no fault of the data. Whoever leaves the choice to us is not let down by a limit of the server; who has chosen is told.
    private static bool IsLeft(PostgresException e, PushDownChoice choice) => e.SqlState.StartsWith("22", StringComparison.Ordinal) || (choice == PushDownChoice.WhereCheaper && !ServerErrors.IsOfTheWay(e));

    private static (PushedView?[] Views, string?[] Reasons, SpineTable Spine) Write(SourceSession session, PushDownRequest request)
    {
        var (views, reasons, spine) = (new PushedView?[request.Reads.Count], new string?[request.Reads.Count], new SpineTable(request.Times));
        for (var i = 0; i < views.Length; i++)
        {
            var read = request.Reads[i];
            var source = session.Ask(connection => PushedSource.Of(connection, read, session.Server));
            views[i] = PushedView.TryCreate(read, source, spine, request.AsKnown, out reasons[i]);
        }

        string? all = !spine.HasUsualTimes ? "a row's instant lies outside the years 0001 to 9999" : spine.Columns > MostColumns ? "together the views have too many windows" : null;
        return all is null ? (views, reasons, spine) : (new PushedView?[views.Length], [.. reasons.Select(reason => reason ?? all)], spine);
    }

    // Why the rows cannot be given to the server.
    private string? WhyNoTable(SourceSession session, PushDownChoice choice)
    {
        var (mayMake, isStandby, hasAllLetters) = session.Ask(connection =>
        {
            using var command = new NpgsqlCommand(Abilities, connection);
            using var reader = command.ExecuteReader();
            reader.Read();
            return (reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2));
        });
        if (!hasAllLetters) return "the database is not in UTF-8, so that a key may have letters that it cannot have";
        if (mayMake && !isStandby) return null;
        if (choice == PushDownChoice.WherePossible) throw new QuernException(PushDownFindings.NoTable(server, isStandby));
        return isStandby ? "a standby makes no temporary tables" : $"user '{server.User}' may make no temporary tables";
    }

    private void Ask(PushDownRequest request, SpineTable spine, PushedView?[] views, string?[] reasons, CancellationToken cancellation)
    {
        using var connection = session().Join(spine.Create());
        var process = connection.ProcessID;
        using var stopping = cancellation.Register(() => server.Cancel(process));
        spine.Send(connection, cancellation);
        foreach (var (number, reason) in PushDownCost.TooDear(connection, request, views)) (views[number], reasons[number]) = (null, reason);
        for (var i = 0; i < views.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (views[i] is not { } view) continue;
            reasons[i] = Answer(connection, view, request, cancellation);
            if (reasons[i] is null) view.IsAnswered = true;
            else view.Forget(request.Times.Count);
            views[i] = reasons[i] is null ? view : null;
        }
    }

    private static string? Answer(NpgsqlConnection connection, PushedView view, PushDownRequest request, CancellationToken cancellation)
    {
        var query = view.Query;
        if (query.Doubtful is { } doubtful)
        {
            using var count = new NpgsqlCommand($"SELECT count(*) FROM ({doubtful}) doubtful", connection);
            if ((long)count.ExecuteScalar()! is > 0 and var rows) return $"{rows} of the rows of source '{view.Source.Definition.Name}' may be bad, which is judged here";
        }

        return new AnswerReader(view, request.Times).Read(connection, query.Best(connection).Query, query.Columns, cancellation);
    }
}
