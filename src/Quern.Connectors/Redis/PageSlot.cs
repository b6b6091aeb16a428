namespace Quern.Connectors.Redis;

/// <summary>A page's place in its partition.</summary>
internal sealed class PageSlot
{
    /// <summary>Gets the key that its records begin with at the earliest; nothing, of the first of a partition.</summary>
    public byte[] First { get; init; } = [];

    /// <summary>Gets the number of the key that it is stored under; 0 of one that is within its partition's root, or new.</summary>
    public long Id { get; init; }

    /// <summary>Gets how many bytes it takes as it is stored.</summary>
    public int Bytes { get; init; }

    /// <summary>The page; null while it has not been fetched.</summary>
    public IRecordPage? Page { get; set; }

    /// <summary>The page, to be changed.</summary>
    public EditedPage Edit()
    {
        if (Page is not EditedPage edited) Page = edited = new(Page!);
        return edited;
    }
}
