using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Quern.Stores.Lmdb;

/// <summary>
/// Looks at the two first pages of a file of LMDB before LMDB does: it maps as much as they say that the file has, so that a number overwritten by a fault would look like a lack of
/// memory. Pages that were taken and given back within one write lie beyond the file's end; a write may take what the map has room for.
/// </summary>
internal static class LmdbFirstPages
{
    private const int Needed = LmdbLayout.LastPageAt + 8;

    /// <summary>Checks a file that may be missing or of another kind, which is for LMDB to say.</summary>
    /// <exception cref="QuernException">The file is damaged.</exception>
    public static void Check(FileInfo file, long headroom, string folder)
    {
        if (!file.Exists || file.Length < Needed) return;
        try
        {
            using var handle = File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Check(handle, file.Length, headroom, folder);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // LMDB meets the same and says it.
        }
    }

    private static void Check(SafeFileHandle handle, long length, long headroom, string folder)
    {
        Span<byte> page = stackalloc byte[Needed];
        RandomAccess.Read(handle, page, 0);
        var pageSize = BinaryPrimitives.ReadUInt32LittleEndian(page[LmdbLayout.FreePagesAt..]);
        if (!LmdbLayout.IsPageSize(pageSize)) return;
        var most = (ulong)((2 * length) + (4 * headroom)) / pageSize;
        for (var number = 0; number < 2; number++)
        {
            if (RandomAccess.Read(handle, page, number * (long)pageSize) < Needed || BinaryPrimitives.ReadUInt32LittleEndian(page[LmdbLayout.Header..]) != LmdbLayout.Magic) continue;
            if (BinaryPrimitives.ReadUInt64LittleEndian(page[LmdbLayout.LastPageAt..]) >= most) throw LmdbErrors.Damaged(folder, "Its first page says that it is longer than it can be.");
        }
    }
}
