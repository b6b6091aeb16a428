namespace Quern.Stores.Lmdb;

/// <summary>How an online store in LMDB is opened.</summary>
public sealed record LmdbOptions
{
    /// <summary>Never write, and do not create what is missing; false by default.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// Nobody writes while the store is open, as none does into a backup: nothing is locked, and no file is made beside it; false by default. Only together with <see cref="ReadOnly"/>.
    /// </summary>
    public bool IsStill { get; init; }

    /// <summary>
    /// How many bytes one write may add: the map has at least that much free room when a write begins, and is enlarged otherwise. 4 GiB by default.
    /// It takes address space, not memory or disk.
    /// </summary>
    public long Headroom { get; init; } = 4L << 30;

    /// <summary>How many snapshots may be open at once, over all processes; 1,024 by default.</summary>
    public int MaxReaders { get; init; } = 1024;

    /// <summary>How long to wait for snapshots to be released when the map must be enlarged; 30 seconds by default.</summary>
    public TimeSpan GrowthPatience { get; init; } = TimeSpan.FromSeconds(30);
}
