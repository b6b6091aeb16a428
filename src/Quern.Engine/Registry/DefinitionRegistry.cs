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

    /// <summary>Keeps a change as a plan that others can look at and apply.</summary>
    /// <param name="snapshot">What would be defined.</param>
    /// <param name="assembly">The compiled definitions.</param>
    /// <param name="over">The commit that it was compared with; null for none.</param>
    /// <param name="facts">What was found out about it on the data.</param>
    /// <param name="author">Who opens it.</param>
    /// <param name="time">When.</param>
    /// <param name="message">Why.</param>
    /// <returns>The plan with its number.</returns>
    public RegistryPlan Open(RepositorySnapshot snapshot, ReadOnlySpan<byte> assembly, RegistryCommit? over, PlanFacts facts, string author, Instant time, string message) =>
        store.KeepPlan(new(0, over?.Number, author, time, message, snapshot, store.PutObject(assembly), facts));

    /// <summary>Registers what a plan says, and ends it. What broke off in between is gone on with.</summary>
    /// <param name="number">The plan's number.</param>
    /// <param name="author">Who applies.</param>
    /// <param name="time">When.</param>
    /// <param name="message">Why; empty for what the plan says.</param>
    /// <returns>The commit.</returns>
    /// <exception cref="QuernException">There is no such plan, it has ended, its compiled definitions are gone, or something else was applied since it was opened.</exception>
    public RegistryCommit ApplyPlan(int number, string author, Instant time, string message)
    {
        var (plan, head) = (Running(number), store.Head());
        var commit = head is not null && IsOf(head, plan) ? head : Commit(plan, head, author, time, message);
        store.TryEndPlan(new(number, author, time, commit.Number));
        return commit;
    }

    /// <summary>Ends a plan that nobody wants any more.</summary>
    /// <exception cref="QuernException">There is no such plan, or it has ended.</exception>
    public void ClosePlan(int number, string author, Instant time)
    {
        if (store.TryEndPlan(new(Running(number).Number, author, time, null)) is { } earlier) throw new QuernException(RegistryFindings.PlanEnded(earlier));
    }

    /// <summary>A plan by its number, ended or not.</summary>
    /// <exception cref="QuernException">There is none.</exception>
    public RegistryPlan FindPlan(int number) => store.FindPlan(number) ?? throw new QuernException(RegistryFindings.NoPlan(number, store.OpenPlans()));

    /// <summary>What a plan changes of the commit that it was opened over. That it breaks somebody was looked at when it was opened.</summary>
    public ChangePlan ChangesOf(RegistryPlan plan) =>
        RegistryDiff.Compare(plan.Over is { } over ? store.Find(over)?.Snapshot ?? RepositorySnapshot.Empty : RepositorySnapshot.Empty, plan.Snapshot, new HashSet<string>());

    /// <summary>What a rollback to a commit would change, and the commit that it was compared with.</summary>
    /// <exception cref="QuernException">There is no such commit.</exception>
    public (ChangePlan Plan, RegistryCommit Over) PlanRollback(int number)
    {
        var head = store.Head();
        var target = store.Find(number) ?? throw new QuernException(RegistryFindings.NoCommit(number, head?.Number ?? 0));
        return (RegistryDiff.Compare(head!.Snapshot, target.Snapshot, new HashSet<string>()), head);
    }

    /// <summary>Registers again what an older commit had, as a new commit.</summary>
    /// <param name="number">The commit's number.</param>
    /// <param name="author">Who wants it.</param>
    /// <param name="time">When.</param>
    /// <param name="over">The number of the commit that they looked at; null for whichever is the latest.</param>
    /// <exception cref="QuernException">There is no such commit, its compiled definitions are gone, or somebody else applied meanwhile.</exception>
    public RegistryCommit Rollback(int number, string author, Instant time, int? over = null)
    {
        var head = over ?? store.HeadNumber();
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

    private RegistryPlan Running(int number)
    {
        var plan = FindPlan(number);
        return store.EndOfPlan(number) is { } end ? throw new QuernException(RegistryFindings.PlanEnded(end)) : plan;
    }

    // Whoever applied it may have been killed before the plan was ended.
    private static bool IsOf(RegistryCommit head, RegistryPlan plan) =>
        head.Parent == plan.Over && head.ObjectHash == plan.ObjectHash && SnapshotJson.Write(head.Snapshot) == SnapshotJson.Write(plan.Snapshot);

    private RegistryCommit Commit(RegistryPlan plan, RegistryCommit? head, string author, Instant time, string message)
    {
        if (head?.Number != plan.Over) throw new QuernException(RegistryFindings.StalePlan(plan, head?.Number ?? 0));
        store.GetObject(plan.ObjectHash);
        return Append(new((plan.Over ?? 0) + 1, plan.Over, author, time, message.Length > 0 ? message : plan.Message, plan.Snapshot, plan.ObjectHash));
    }

    private RegistryCommit Append(RegistryCommit commit) =>
        store.TryAppend(commit) is { } winner ? throw new QuernException(RegistryFindings.LostRace(winner)) : commit;
}
