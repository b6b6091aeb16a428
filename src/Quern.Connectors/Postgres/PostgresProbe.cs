using Quern.Engine.Feeds;

namespace Quern.Connectors.Postgres;

/// <summary>Asks the server for all that reading the table's changes needs; makes neither publication nor slot.</summary>
internal sealed class PostgresProbe(PostgresSettings settings, PostgresServer server, TimeProvider time, CancellationToken stop)
{
    private readonly List<Finding> _findings = [];

    public FeedProbe Run()
    {
        string? system = null;
        TimeSpan? ahead = null;
        try
        {
            using var sql = server.Connect(stop);
            var catalog = new PostgresCatalog(sql, settings, stop);
            system = $"PostgreSQL {sql.PostgreSqlVersion}";
            ahead = ClockAhead(catalog);
            if (catalog.WalLevel() is not "logical" and var level) _findings.Add(PostgresFindings.NotLogical(server.Name, level));
            CheckTable(catalog);
            if (catalog.FindSlot() is { IsLost: true }) _findings.Add(PostgresFindings.SlotGone(settings.Slot, settings.FullName, "The server has removed what it kept for it (max_slot_wal_keep_size)."));
        }
        catch (QuernException problem)
        {
            _findings.AddRange(problem.Findings);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && new PostgresErrors(settings, server).Explain(failure) is { } finding)
        {
            _findings.Add(finding);
        }

        return new(system, ahead, _findings);
    }

    // Half of the way there and back is taken for the way there.
    private TimeSpan ClockAhead(PostgresCatalog catalog)
    {
        var before = time.GetUtcNow();
        var theirs = catalog.Now();
        var after = time.GetUtcNow();
        return theirs.ToUniversalTime() - (before + ((after - before) / 2)).UtcDateTime;
    }

    private void CheckTable(PostgresCatalog catalog)
    {
        var (id, _) = catalog.FindTable();
        var (reads, replicates) = catalog.Rights(id);
        if (settings.Snapshot && !reads) _findings.Add(PostgresFindings.NotAllowed(settings.FullName, server.User, "It may not read the table, and its rows are to be taken first."));
        if (!replicates) _findings.Add(PostgresFindings.NotAllowed(settings.FullName, server.User, "It may not replicate."));
        var (exists, hasTable, _) = catalog.FindPublication();
        if (hasTable || (!exists && settings.Create)) return;
        _findings.Add(PostgresFindings.NoPublication(
            settings.Publication, settings.FullName, exists ? "It publishes others." : "There is none of that name.",
            exists ? $"ALTER PUBLICATION {settings.Publication} ADD TABLE {settings.FullName}." : $"CREATE PUBLICATION {settings.Publication} FOR TABLE {settings.FullName}, before the slot; or say \"create\": true."));
    }
}
