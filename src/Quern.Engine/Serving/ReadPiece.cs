using Quern.Time;

namespace Quern.Engine.Serving;

/// <summary>What a piece of online state is, of which a value was made.</summary>
public enum PieceKind
{
    /// <summary>The latest row, of an attribute view.</summary>
    Latest,

    /// <summary>All that is no longer kept in detail, summed up for lifetime windows.</summary>
    Base,

    /// <summary>What happened within one hop, or a part of it.</summary>
    Tile,

    /// <summary>Rows that follow each other.</summary>
    Block,

    /// <summary>What a run of tiles or blocks comes to.</summary>
    Coarse,

    /// <summary>What has come of the stream and is not in indexed state yet.</summary>
    Head,
}

/// <summary>One piece of online state that a read took.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Earliest">The time of its first event.</param>
/// <param name="Latest">The time of its last event.</param>
/// <param name="Events">How many events it has; null where it has only what they come to.</param>
/// <param name="ByRow">Whether its events were looked at one by one, because an edge of a window lies between them; otherwise it was merged as a whole.</param>
public sealed record ReadPiece(PieceKind Kind, Instant Earliest, Instant Latest, long? Events, bool ByRow);
