using System.Collections.Concurrent;
using Quern.Connectors.Postgres.PushDown;
using Quern.Definitions;
using Quern.Engine.PushDown;
using Quern.Engine.Sources;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>
/// Reads tables and queries of PostgreSQL. It stays with the state of a database that it sees first: work that is to see a later one takes another reader. Until it is disposed it keeps a transaction
/// open in each database that it has read. Safe to use from several threads.
/// </summary>
/// <param name="connections">The databases, by the names that sources call them.</param>
/// <param name="threads">How many threads read one source at most, each by a connection of its own.</param>
public sealed class PostgresSourceReader(IReadOnlyDictionary<string, PostgresConnection> connections, int threads) : ISourceReader, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SourceSession>> _sessions = new();
    private readonly ConcurrentDictionary<string, PostgresPushDown> _pushDowns = new();

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(SourceDefinition source)
    {
        try
        {
            var server = ServerOf(source);
            return new ServerErrors(SourceFindings.NameOf(source), server).Try(() =>
            {
                var findings = new List<Finding>();
                using var connection = server.Connect(CancellationToken.None);
                BoundSource.Bind(source, Enumerable.Range(0, source.Schema.Fields.Count), new(connection, source, server), server.User, findings);
                return findings;
            });
        }
        catch (QuernException exception)
        {
            return exception.Findings;
        }
    }

    /// <inheritdoc/>
    public SourceSnapshot Snapshot(SourceDefinition source) => Read(source, session => session.Snapshot(source));

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source)
    {
        var server = ServerOf(source);
        return new ServerErrors(SourceFindings.NameOf(source), server).Try(() =>
        {
            using var connection = server.Connect(CancellationToken.None);
            return ServerPlan.Of(connection, $"SELECT * FROM {SourceCatalog.From(source)}").Rows;
        });
    }

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source, IReadOnlyList<WantedKeys>? keys) => keys is null ? EstimateRows(source) : Read(source, session => session.EstimateRows(source, keys));

    /// <inheritdoc/>
    public IViewPushDown? PushDown(SourceDefinition source)
    {
        var server = ServerOf(source);
        return _pushDowns.GetOrAdd(source.Connection!, name => new(server, () => Session(name, server)));
    }

    /// <inheritdoc/>
    public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation) => Read(request.Source, session =>
    {
        session.Scan(request, sink, threads, cancellation);
        return session;
    });

    /// <summary>Ends the transactions and closes the connections.</summary>
    public void Dispose()
    {
        foreach (var session in _sessions.Values)
            if (session.IsValueCreated)
                session.Value.Dispose();
        _sessions.Clear();
    }

    private T Read<T>(SourceDefinition source, Func<SourceSession, T> work)
    {
        var server = ServerOf(source);
        return new ServerErrors(SourceFindings.NameOf(source), server).Try(() => work(Session(source.Connection!, server)));
    }

    // One that could not be begun is begun anew by whoever comes next.
    private SourceSession Session(string name, PostgresServer server)
    {
        var session = _sessions.GetOrAdd(name, _ => new(() => new SourceSession(server)));
        try
        {
            return session.Value;
        }
        catch
        {
            _sessions.TryRemove(new(name, session));
            throw;
        }
    }

    private PostgresServer ServerOf(SourceDefinition source) =>
        source.Connection is { } name && connections.TryGetValue(name, out var connection) ? connection.Resolve() : throw new QuernException(RoutedSourceReader.NoConnection(source, [.. connections.Keys]));
}
