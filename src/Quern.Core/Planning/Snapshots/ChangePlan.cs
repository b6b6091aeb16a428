namespace Quern.Planning.Snapshots;

/// <summary>What happens to a definition.</summary>
public enum ChangeKind
{
    /// <summary>It is new: <c>+</c>.</summary>
    Add,

    /// <summary>It is there before and after, and differs: <c>~</c>.</summary>
    Change,

    /// <summary>It goes: <c>-</c>.</summary>
    Remove,
}

/// <summary>One definition that differs between two snapshots.</summary>
/// <param name="Kind">What happens to it.</param>
/// <param name="Thing"><c>entity</c>, <c>source</c>, <c>view</c>, <c>lookup</c>, <c>on-demand</c> or <c>service</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Summary">For a new or removed one, what it is in a few words: <c>18 features, windows 1h 1d 7d</c>.</param>
/// <param name="Details">For a changed one, each difference as a line; empty otherwise.</param>
/// <param name="Consequences">What follows for stored values and for those who read them, each as a line.</param>
/// <param name="NeedsBackfill">Whether stored values must be computed again or for the first time.</param>
public sealed record Change(
    ChangeKind Kind, string Thing, string Name, string Summary, IReadOnlyList<string> Details, IReadOnlyList<string> Consequences, bool NeedsBackfill)
{
    /// <summary><c>+</c>, <c>~</c> or <c>-</c>.</summary>
    public char Sign => Kind switch { ChangeKind.Add => '+', ChangeKind.Change => '~', _ => '-' };
}

/// <summary>All that an apply would change, and why it may not.</summary>
/// <param name="Changes">What differs, by thing and name.</param>
/// <param name="Findings">Breaking changes that nobody allowed; empty when the plan can be applied.</param>
public sealed record ChangePlan(IReadOnlyList<Change> Changes, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => Changes.Count == 0;

    /// <summary>How many definitions a kind of change happens to.</summary>
    public int CountOf(ChangeKind kind) => Changes.Count(change => change.Kind == kind);
}
