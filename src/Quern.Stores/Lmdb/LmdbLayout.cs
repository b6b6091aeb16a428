namespace Quern.Stores.Lmdb;

/// <summary>Where things lie in the pages of a file of lmdb 0.9 (mdb.c: MDB_page and MDB_meta), in bytes.</summary>
internal static class LmdbLayout
{
    /// <summary>What a first page has behind its header.</summary>
    public const uint Magic = 0xBEEFC0DE;

    /// <summary>How long the header of a page is.</summary>
    public const int Header = 16;

    /// <summary>How long the description of a tree is.</summary>
    public const int Tree = 48;

    /// <summary>Where a first page describes the tree of the free pages, which begins with the size of a page.</summary>
    public const int FreePagesAt = Header + 24;

    /// <summary>Where a first page describes the tree of the records.</summary>
    public const int RecordsAt = FreePagesAt + Tree;

    /// <summary>Where a first page has the number of the last page.</summary>
    public const int LastPageAt = RecordsAt + Tree;

    /// <summary>Where a first page has the number of the transaction that wrote it.</summary>
    public const int TransactionAt = LastPageAt + 8;

    /// <summary>Whether pages can have a size.</summary>
    public static bool IsPageSize(uint size) => size is >= 512 and <= 65536 && uint.IsPow2(size);
}
