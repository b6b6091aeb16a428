using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Quern.Stores.Lmdb;

/// <summary>
/// Walks the pages of a file of LMDB and compares what they say of themselves with where they lie. LMDB follows offsets within pages without looking, so that a page overwritten by a fault
/// would kill the process; here it is a finding. Read with bounds, from the file and not from its map:
/// 1. the first page that belongs to the transaction gives the roots of the two trees, the free pages' and the records';
/// 2. each page must bear its own number, be a branch or a leaf, and have all its nodes within itself; each long value must lie on pages of the file;
/// 3. the free pages must be pages of the file.
/// Up to so many pages, by default <see cref="MostPages"/>, that is all of the file; of a longer one, leaves beyond are passed over. Cost: a page a microsecond where the file is in memory.
/// Nodes are laid out as lmdb 0.9's MDB_node, all else as <see cref="LmdbLayout"/> has it.
/// </summary>
internal sealed class LmdbPageCheck(SafeFileHandle file, int pageSize, string folder, long most = LmdbPageCheck.MostPages)
{
    public const long MostPages = 1 << 18;
    private const int NodeHeader = 8;
    private const int Deepest = 32;

    private readonly long _pages = RandomAccess.GetLength(file) / pageSize;
    private readonly byte[]?[] _levels = new byte[]?[Deepest + 1];
    private readonly byte[] _other = new byte[pageSize];
    private long _seen;

    /// <summary>Checks what a transaction sees; nobody may reuse its pages meanwhile.</summary>
    /// <exception cref="QuernException">The file is damaged.</exception>
    public void Run(ulong transaction)
    {
        if (!LmdbLayout.IsPageSize((uint)pageSize)) throw Damaged("Its first page gives no size of pages that there is.");
        var meta = new byte[pageSize];
        for (var number = 0; number < 2; number++)
        {
            Read(number, meta);
            if (Word32(meta, LmdbLayout.Header) != LmdbLayout.Magic || Word64(meta, LmdbLayout.TransactionAt) != transaction) continue;
            Tree(meta.AsSpan(LmdbLayout.FreePagesAt, LmdbLayout.Tree), flags: 8, isFree: true);
            Tree(meta.AsSpan(LmdbLayout.RecordsAt, LmdbLayout.Tree), flags: 0, isFree: false);
            return;
        }

        throw Damaged($"None of its first pages belongs to the last write ({transaction}).");
    }

    private void Tree(ReadOnlySpan<byte> description, int flags, bool isFree)
    {
        var (own, depth, root) = (Word16(description, 4), Word16(description, 6), Word64(description, 40));
        if (own != flags || depth > Deepest) throw Damaged("Its first page describes no tree of Quern's.");
        if (root != ulong.MaxValue) Page((long)Math.Min(root, long.MaxValue), depth, isFree);
    }

    private void Page(long number, int depth, bool isFree)
    {
        if (depth == 0 || ++_seen > _pages) throw Damaged("Its pages point at one another in a circle.");
        if (depth == 1 && _seen > most) return;
        // One for each level: a branch goes on with its own when its children are done.
        var page = _levels[depth] ??= new byte[pageSize];
        Read(number, page);
        var (flags, lower, upper) = (Word16(page, 10), Word16(page, 12), Word16(page, 14));
        var isBranch = depth > 1;
        if (Word64(page, 0) != (ulong)number || flags != (isBranch ? 1 : 2) || lower < LmdbLayout.Header || lower > upper || upper > pageSize || lower % 2 != 0)
            throw Damaged($"Page {number} is not what it should be.");
        for (var pointer = LmdbLayout.Header; pointer < lower; pointer += 2)
        {
            var at = Word16(page, pointer);
            if (at < upper || at + NodeHeader > pageSize) throw Damaged($"A node of page {number} lies outside of it.");
            if (isBranch) Branch(page, at, number, depth, isFree);
            else Leaf(page, at, number, isFree);
        }
    }

    private void Branch(byte[] page, int at, long number, int depth, bool isFree)
    {
        if (at + NodeHeader + Word16(page, at + 6) > pageSize) throw Damaged($"A node of page {number} lies outside of it.");
        Page(Word32(page, at) + ((long)Word16(page, at + 4) << 32), depth - 1, isFree);
    }

    private void Leaf(byte[] page, int at, long number, bool isFree)
    {
        long length = Word32(page, at);
        var (flags, start) = (Word16(page, at + 4), at + NodeHeader + Word16(page, at + 6));
        var isLong = flags == 1;
        if (flags > 1 || start + (isLong ? 8 : length) > pageSize) throw Damaged($"A node of page {number} lies outside of it.");
        var value = page.AsSpan(Math.Min(start, pageSize));
        if (isLong) value = Long((long)Math.Min(Word64(page, start), long.MaxValue), length);
        if (isFree) Free(value, length);
    }

    // The first page of a long value, without its header.
    private Span<byte> Long(long number, long length)
    {
        Read(number, _other);
        long pages = Word32(_other, 12);
        if (Word64(_other, 0) != (ulong)number || Word16(_other, 10) != 4 || number + pages > _pages || LmdbLayout.Header + length > pages * pageSize)
            throw Damaged($"Page {number} is not the long value that it should be.");
        _seen += pages;
        return _other.AsSpan(LmdbLayout.Header);
    }

    // How many there are, then their numbers; of a long list what its first page has.
    private void Free(ReadOnlySpan<byte> list, long length)
    {
        if (length < 8 || Word64(list, 0) > (ulong)((length / 8) - 1)) throw Damaged("A list of its free pages is not one.");
        var count = (int)Math.Min((long)Word64(list, 0), (list.Length / 8) - 1);
        for (var i = 1; i <= count; i++)
            if (Word64(list, i * 8) < 2)
                throw Damaged("A page that is never free is on a list of its free pages.");
    }

    private void Read(long number, byte[] page)
    {
        if (number < 0 || number >= _pages || RandomAccess.Read(file, page, number * pageSize) < pageSize) throw Damaged($"Page {number}, which others point to, is missing.");
    }

    private QuernException Damaged(string detail) => LmdbErrors.Damaged(folder, detail);

    private static int Word16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Word32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong Word64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
