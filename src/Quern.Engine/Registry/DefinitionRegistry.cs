using Quern.Planning.Snapshots;
using Quern.Time;

namespace Quern.Engine.Registry;

/// <summary>Plans and applies changes to what is registered. The clock is the caller's: each commit carries the time that it is given.</summary>
public sealed class DefinitionRegistry(IRegistryStore store)
{
    /// <summary>What an apply of <paramref name="snapshot"/> would change, and the commit that it was compared with; null for none.</summary>
    public (ChangePlan Plan, RegistryCommit? Over) Plan(RepositorySnapshot snapshot, IReadOnlySet<string> allowBreaking)
    {
        var head = store.Head();
        return (RegistryDiff.Compare(head?.Snapshot ?? RepositorySnapshot.Empty, snapshot, allowBreaking), head);
    }

    /// <summary>Registers a snapshot over the commit that was planned over.</summary>
    /// <param name="snapshot">What will be defined.</param>
    /// <param name="assembly">The compiled definitions; empty to keep none.</param>
    /// <param name="over">The commit that the plan was compared with; null for none.</param>
    /// <param name="author">Who applies.</param>
    /// <param name="time">When.</param>
    /// <param name="message">Why.</param>
    /// <returns>The commit.</returns>
    /// <exception cref="QuernException">Somebody else applied meanwhile; the finding says who.</exception>
    public RegistryCommit Apply(RepositorySnapshot snapshot, ReadOnlySpan<byte> assembly, RegistryCommit? over, string author, Instant time, string message)
    {
        var hash = assembly.IsEmpty ? null : store.PutObject(assembly);
        return Append(new((over?.Number ?? 0) + 1, over?.Number, author, time, message, snapshot, hash));
    }

    /// <summary>Registers again what an older commit had, as a new commit.</summary>
    /// <exception cref="QuernException">There is no such commit, its compiled definitions are gone, or somebody else applied meanwhile.</exception>
    public RegistryCommit Rollback(int number, string author, Instant time)
    {
        var head = store.HeadNumber();
        var target = store.Find(number) ?? throw new QuernException(RegistryFindings.NoCommit(number, head));
        if (target.ObjectHash is { } hash) store.GetObject(hash);
        return Append(target with { Number = head + 1, Parent = head, Author = author, Time = time, Message = $"Rollback to commit {number}: {target.Message}" });
    }

    /// <summary>Stores a commit's compiled definitions anew where they are gone or damaged.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="assembly">What it was applied with, byte for byte.</param>
    /// <returns>Whether they were gone or damaged.</returns>
    /// <exception cref="QuernException">They cannot be written.</exception>
    public bool Mend(RegistryCommit commit, ReadOnlySpan<byte> assembly)
    {
        try
        {
            if (commit.ObjectHash is { } hash) store.GetObject(hash);
            return false;
        }
        catch (QuernException)
        {
            store.PutObject(assembly);
            return true;
        }
    }

    /// <summary>All commits, the latest first.</summary>
    public IEnumerable<RegistryCommit> History()
    {
        for (var number = store.HeadNumber(); number > 0; number--)
            yield return store.Find(number) ?? throw new QuernException(RegistryFindings.NoCommit(number, store.HeadNumber()));
    }

    private RegistryCommit Append(RegistryCommit commit) =>
        store.TryAppend(commit) is { } winner ? throw new QuernException(RegistryFindings.LostRace(winner)) : commit;
}
