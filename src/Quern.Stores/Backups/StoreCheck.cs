using Quern.Engine.Recovery;
using Quern.Stores.Lmdb;

namespace Quern.Stores.Backups;

/// <summary>Looks at every record of a store, and says which are not as they were written.</summary>
internal static class StoreCheck
{
    private const int Shown = 20;

    /// <summary>Opens a store that nobody writes, without a trace beside it.</summary>
    public static LmdbOnlineStore OpenStill(string folder) => new(folder, new() { ReadOnly = true, IsStill = true });

    /// <summary>What is wrong with the records of online state.</summary>
    public static IReadOnlyList<Finding> OfState(LmdbOnlineStore store) => Run(store, "the online store", (partition, record, value) => RecordSoundness.OfState(partition, record, value));

    /// <summary>What is wrong with the records of a log of streams.</summary>
    public static IReadOnlyList<Finding> OfLog(LmdbOnlineStore store)
    {
        var check = new LogCheck();
        return Run(store, "the log of the streams", check.Take);
    }

    /// <exception cref="QuernException">Something was found.</exception>
    public static void Require(IReadOnlyList<Finding> findings)
    {
        if (findings.Count > 0) throw new QuernException(findings);
    }

    private static List<Finding> Run(LmdbOnlineStore store, string name, RecordRule rule)
    {
        var (findings, more) = (new List<Finding>(), 0L);
        try
        {
            store.Visit((partition, record, value) =>
            {
                if (rule(partition, record, value) is not { } reason) return;
                if (findings.Count < Shown) findings.Add(BackupFindings.Record(name, RecordSoundness.NameOf(partition), reason));
                else more++;
            });
        }
        catch (QuernException damaged)
        {
            findings.AddRange(damaged.Findings);
        }

        if (more > 0) findings.Add(BackupFindings.MoreRecords(name, more));
        return findings;
    }

    private delegate string? RecordRule(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, ReadOnlySpan<byte> value);
}
