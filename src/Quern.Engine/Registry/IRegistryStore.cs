namespace Quern.Engine.Registry;

/// <summary>
/// Where the registry is kept: commits that are only ever appended, plans that wait to become one, and compiled definitions by content hash. Everything written is durable when the call returns;
/// a crash at any moment leaves the state before or the state after. Safe for several threads and processes.
/// </summary>
public interface IRegistryStore
{
    /// <summary>The latest commit; null while there is none.</summary>
    /// <exception cref="QuernException">The registry is damaged.</exception>
    RegistryCommit? Head();

    /// <summary>The number of the latest commit, 0 while there is none: cheap, for whoever waits for a new one.</summary>
    int HeadNumber();

    /// <summary>A commit by its number; null when there is none.</summary>
    /// <exception cref="QuernException">The registry is damaged.</exception>
    RegistryCommit? Find(int number);

    /// <summary>Appends a commit. Of two writers of one number exactly one wins.</summary>
    /// <returns>Null when it was appended; otherwise the commit that has the number already.</returns>
    RegistryCommit? TryAppend(RegistryCommit commit);

    /// <summary>The numbers of the plans that have not ended, in order: cheap, for whoever shows them.</summary>
    IReadOnlyList<int> OpenPlans();

    /// <summary>A plan by its number, ended or not; null when there is none.</summary>
    /// <exception cref="QuernException">The registry is damaged.</exception>
    RegistryPlan? FindPlan(int number);

    /// <summary>Keeps a plan under the next number, whichever it has.</summary>
    /// <returns>The plan with its number.</returns>
    RegistryPlan KeepPlan(RegistryPlan plan);

    /// <summary>How a plan ended; null while it has not.</summary>
    /// <exception cref="QuernException">The registry is damaged.</exception>
    PlanEnd? EndOfPlan(int number);

    /// <summary>Ends a plan that there is. Of two who end one exactly one does.</summary>
    /// <returns>Null when it was ended; otherwise how it had ended already.</returns>
    PlanEnd? TryEndPlan(PlanEnd end);

    /// <summary>Keeps content, once, and gives its hash.</summary>
    string PutObject(ReadOnlySpan<byte> content);

    /// <summary>The content with a hash.</summary>
    /// <exception cref="QuernException">It is not there, or is not what it was.</exception>
    byte[] GetObject(string hash);
}
