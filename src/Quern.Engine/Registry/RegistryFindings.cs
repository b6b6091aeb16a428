namespace Quern.Engine.Registry;

/// <summary>The wording of what can go wrong with the registry.</summary>
public static class RegistryFindings
{
    /// <summary>Whether what is wrong is the way to the registry, or a log that another process has yet to make, which may be there a moment later.</summary>
    public static bool MayPass(Finding finding) => finding.Code is "QRN6501" or "QRN6510" or "QRN6426";

    /// <summary>Somebody else applied first.</summary>
    public static Finding LostRace(RegistryCommit winner) => new(
        "QRN2005", $"'{winner.Author}' applied commit {winner.Number} first", $"At {winner.Time}: {winner.Message}", "nothing of yours was applied; run 'quern plan' to see it against theirs, then apply again.");

    /// <summary>A commit that was asked for is not there.</summary>
    public static Finding NoCommit(int number, int head) => new(
        "QRN2006", $"there is no commit {number}", head == 0 ? "Nothing has been applied yet." : $"The commits are 1 to {head}.", "run 'quern history' to see them.");

    /// <summary>A file of the registry is not what it was.</summary>
    public static Finding Damaged(string file, string reason) => new(
        "QRN2007", $"registry file '{file}' is damaged", reason, "restore it from a backup or from git; commits are never written again.");

    /// <summary>Compiled definitions are missing or are not what they were.</summary>
    public static Finding BadObject(string hash, string reason) => new(
        "QRN2008", $"compiled definitions '{hash[..Math.Min(12, hash.Length)]}' cannot be used", reason, "run 'quern apply' again in the project: it stores them anew.");

    /// <summary>Compiled definitions cannot be loaded.</summary>
    public static Finding NotLoadable(string reason) => new(
        "QRN2009", "compiled definitions cannot be loaded", reason, "they may use Quern and the .NET libraries alone, and must be compiled for this version of Quern; run 'quern apply' again.");

    /// <summary>Two registries of one project have different commits under one number.</summary>
    public static Finding Diverged(int number, RegistryCommit ours, RegistryCommit theirs) => new(
        "QRN6523",
        $"the two registries have diverged: commit {number} is not the same in both",
        $"From here: '{ours.Author}' at {ours.Time}: {ours.Message}. There: '{theirs.Author}' at {theirs.Time}: {theirs.Message}.",
        number == 1 ? "They may be of two projects: give each a \"project\" name of its own in quern.json." : $"Decide which goes on; up to commit {number - 1} they are the same. Apply what the other has more over it, then keep the other as an archive.");

    /// <summary>A plan that was asked for is not there.</summary>
    public static Finding NoPlan(int number, IReadOnlyList<int> open) => new(
        "QRN2011",
        $"there is no plan {number}",
        open.Count == 0 ? "No plan is open." : $"Open are: {string.Join(", ", open)}.",
        "'quern plan --open' opens one; 'quern plans' lists those that are open.");

    /// <summary>A plan was applied or closed already.</summary>
    public static Finding PlanEnded(PlanEnd end) => new(
        "QRN2012",
        end.Commit is { } commit ? $"plan {end.Plan} was applied as commit {commit}" : $"plan {end.Plan} was closed",
        $"By '{end.Author}' at {end.Time}.",
        "run 'quern plan' to see what the project's files would change now.");

    /// <summary>Somebody applied something else since a plan was opened.</summary>
    public static Finding StalePlan(RegistryPlan plan, int head) => new(
        "QRN2013",
        $"plan {plan.Number} would change commit {plan.Over ?? 0}, but commit {head} is what is applied",
        $"It was opened by '{plan.Author}' at {plan.Time}; nobody has looked at what it does to what was applied since.",
        $"Bring the project's files up to commit {head}, open a new plan with 'quern plan --open', and close this one with 'quern plans close {plan.Number}'.");

    /// <summary>The registry's folder cannot be written.</summary>
    public static Finding NotWritable(string folder, string reason) => new(
        "QRN2010", $"registry folder '{folder}' cannot be written", reason, "check that it exists, that it is yours, and that its file system has room and hard links.");
}
