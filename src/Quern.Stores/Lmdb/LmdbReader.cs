using System.Runtime.InteropServices;

namespace Quern.Stores.Lmdb;

/// <summary>Whether a snapshot has a transaction now; alone on its cache line, so that readers do not slow each other down.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal sealed class LmdbReader
{
    [FieldOffset(64)]
    public int IsActive;
}
