namespace Quern.Engine.Online;

/// <summary>What a record of a view's state is; the order is that in which the records of an entity lie.</summary>
internal enum RecordKind : byte
{
    /// <summary>The latest row, of an attribute view.</summary>
    Latest,

    /// <summary>All that happened in a stretch of the past that is no longer kept in detail.</summary>
    Base,

    /// <summary>What happened within one hop, or a part of it.</summary>
    Tile,

    /// <summary>Some rows that follow each other, and what they come to.</summary>
    Block,

    /// <summary>What a run of tiles or blocks comes to: a <see cref="CoarseTiles">coarse tile</see> of the first level.</summary>
    Coarse1,

    /// <summary>What a run of coarse tiles of the first level comes to.</summary>
    Coarse2,

    /// <summary>What a run of coarse tiles of the second level comes to.</summary>
    Coarse3,
}
