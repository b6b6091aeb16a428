using NpgsqlTypes;
using Quern.Engine.Feeds;
using Quern.Engine.Streams;

namespace Quern.Connectors.Postgres;

/// <summary>
/// How far the changes of a table have been taken: the end of the last transaction that was taken whole, and how many changes of the table were taken of the one that comes next.
/// Both survive restarts, for the server sends transactions in the order in which they were committed and the changes of each in theirs.
/// </summary>
/// <param name="End">The end of the last whole transaction in the server's log.</param>
/// <param name="Changes">How many changes of the next one.</param>
internal readonly record struct ChangePosition(ulong End, long Changes)
{
    public NpgsqlLogSequenceNumber Lsn => new(End);

    /// <summary>The name under which the stream keeps the first number.</summary>
    /// <param name="system">What identifies the server's data, so that another server's numbers are not taken for these.</param>
    /// <param name="settings">Slot and table.</param>
    public static string PartOf(string system, PostgresSettings settings) => $"postgres {system} {settings.Slot} {settings.FullName}";

    /// <summary>Where the stream has it; null when it has taken nothing.</summary>
    public static ChangePosition? Of(FeedTarget target, string part) =>
        target.PositionOf(part) is { } end ? new((ulong)end, target.PositionOf(ChangesOf(part)) ?? 0) : null;

    /// <summary>The positions to write with events that were read.</summary>
    /// <param name="part">The name.</param>
    /// <param name="to">Where they end.</param>
    /// <param name="place">Where each lies.</param>
    public FeedPosition To(string part, ChangePosition to, Func<int, string>? place = null) =>
        new(part, (long)End, (long)to.End, place) { With = new(ChangesOf(part), Changes, to.Changes) };

    private static string ChangesOf(string part) => $"{part}, of the next transaction";
}
