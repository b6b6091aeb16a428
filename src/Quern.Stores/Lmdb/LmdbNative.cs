using System.Runtime.InteropServices;

namespace Quern.Stores.Lmdb;

/// <summary>Bytes as LMDB takes and gives them: <c>MDB_val</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LmdbBytes(byte* data, int length)
{
    public nuint Length = (nuint)length;
    public byte* Data = data;

    public readonly ReadOnlySpan<byte> Span => new(Data, checked((int)Length));
}

/// <summary>What <c>mdb_env_info</c> tells.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LmdbInfo
{
    public nint MapAddress;
    public nuint MapSize;
    public nuint LastPage;
    public nuint LastTransaction;
    public uint MaxReaders;
    public uint Readers;
}

/// <summary>What <c>mdb_stat</c> tells.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LmdbStat
{
    public uint PageSize;
    public uint Depth;
    public nuint BranchPages;
    public nuint LeafPages;
    public nuint OverflowPages;
    public nuint Entries;
}

/// <summary>How a cursor moves: <c>MDB_cursor_op</c>.</summary>
internal enum CursorMove
{
    First = 0,
    Last = 6,
    Next = 8,
    Previous = 12,
    SetRange = 17,
}

/// <summary>
/// The functions of liblmdb 0.9 that the store uses, as its header lmdb.h declares them. Function pointers, because the library's name differs by platform and an assembly
/// has only one import resolver, which belongs to nobody. Those that never wait and take well under a microsecond skip the switch of the garbage collector's mode.
/// </summary>
internal static unsafe class LmdbNative
{
    public const uint ReadOnly = 0x20000;
    public const uint NoThreadSlots = 0x200000;
    public const uint NoLock = 0x400000;
    public const uint Compact = 1;
    public const int Success = 0;
    public const int NotFound = -30798;
    public const int PageNotFound = -30797;
    public const int Corrupted = -30796;
    public const int Panic = -30795;
    public const int VersionMismatch = -30794;
    public const int Invalid = -30793;
    public const int MapFull = -30792;
    public const int ReadersFull = -30790;
    public const int TransactionFull = -30788;
    public const int MapResized = -30785;
    public const int Incompatible = -30784;

    public static readonly delegate* unmanaged[Cdecl]<int*, int*, int*, byte*> Version = (delegate* unmanaged[Cdecl]<int*, int*, int*, byte*>)LmdbLibrary.Export("mdb_version");
    public static readonly delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<byte*, nint, int>, nint, int> ReaderList = (delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<byte*, nint, int>, nint, int>)LmdbLibrary.Export("mdb_reader_list");
    public static readonly delegate* unmanaged[Cdecl]<nint*, int> EnvCreate = (delegate* unmanaged[Cdecl]<nint*, int>)LmdbLibrary.Export("mdb_env_create");
    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, uint, uint, int> EnvOpen = (delegate* unmanaged[Cdecl]<nint, byte*, uint, uint, int>)LmdbLibrary.Export("mdb_env_open");
    public static readonly delegate* unmanaged[Cdecl]<nint, void> EnvClose = (delegate* unmanaged[Cdecl]<nint, void>)LmdbLibrary.Export("mdb_env_close");
    public static readonly delegate* unmanaged[Cdecl]<nint, nuint, int> EnvSetMapSize = (delegate* unmanaged[Cdecl]<nint, nuint, int>)LmdbLibrary.Export("mdb_env_set_mapsize");
    public static readonly delegate* unmanaged[Cdecl]<nint, uint, int> EnvSetMaxReaders = (delegate* unmanaged[Cdecl]<nint, uint, int>)LmdbLibrary.Export("mdb_env_set_maxreaders");
    public static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, LmdbInfo*, int> EnvInfo = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, LmdbInfo*, int>)LmdbLibrary.Export("mdb_env_info");
    public static readonly delegate* unmanaged[Cdecl]<nint, LmdbStat*, int> EnvStat = (delegate* unmanaged[Cdecl]<nint, LmdbStat*, int>)LmdbLibrary.Export("mdb_env_stat");
    public static readonly delegate* unmanaged[Cdecl]<nint, nint, uint, int> EnvCopy = (delegate* unmanaged[Cdecl]<nint, nint, uint, int>)LmdbLibrary.Export("mdb_env_copyfd2");
    public static readonly delegate* unmanaged[Cdecl]<nint, int*, int> ReaderCheck = (delegate* unmanaged[Cdecl]<nint, int*, int>)LmdbLibrary.Export("mdb_reader_check");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, uint, nint*, int> TxnBegin = (delegate* unmanaged[Cdecl]<nint, nint, uint, nint*, int>)LmdbLibrary.Export("mdb_txn_begin");
    public static readonly delegate* unmanaged[Cdecl]<nint, int> TxnCommit = (delegate* unmanaged[Cdecl]<nint, int>)LmdbLibrary.Export("mdb_txn_commit");
    public static readonly delegate* unmanaged[Cdecl]<nint, void> TxnAbort = (delegate* unmanaged[Cdecl]<nint, void>)LmdbLibrary.Export("mdb_txn_abort");
    public static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void> TxnReset = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void>)LmdbLibrary.Export("mdb_txn_reset");
    public static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> TxnRenew = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)LmdbLibrary.Export("mdb_txn_renew");
    public static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint> TxnId = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint>)LmdbLibrary.Export("mdb_txn_id");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, uint, uint*, int> DbiOpen = (delegate* unmanaged[Cdecl]<nint, byte*, uint, uint*, int>)LmdbLibrary.Export("mdb_dbi_open");
    public static readonly delegate* unmanaged[Cdecl]<nint, uint, LmdbBytes*, LmdbBytes*, int> Get = (delegate* unmanaged[Cdecl]<nint, uint, LmdbBytes*, LmdbBytes*, int>)LmdbLibrary.Export("mdb_get");
    public static readonly delegate* unmanaged[Cdecl]<nint, uint, LmdbBytes*, LmdbBytes*, uint, int> Put = (delegate* unmanaged[Cdecl]<nint, uint, LmdbBytes*, LmdbBytes*, uint, int>)LmdbLibrary.Export("mdb_put");
    public static readonly delegate* unmanaged[Cdecl]<nint, uint, nint*, int> CursorOpen = (delegate* unmanaged[Cdecl]<nint, uint, nint*, int>)LmdbLibrary.Export("mdb_cursor_open");
    public static readonly delegate* unmanaged[Cdecl]<nint, void> CursorClose = (delegate* unmanaged[Cdecl]<nint, void>)LmdbLibrary.Export("mdb_cursor_close");
    public static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nint, int> CursorRenew = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nint, int>)LmdbLibrary.Export("mdb_cursor_renew");
    public static readonly delegate* unmanaged[Cdecl]<nint, LmdbBytes*, LmdbBytes*, CursorMove, int> CursorGet = (delegate* unmanaged[Cdecl]<nint, LmdbBytes*, LmdbBytes*, CursorMove, int>)LmdbLibrary.Export("mdb_cursor_get");
    public static readonly delegate* unmanaged[Cdecl]<nint, uint, int> CursorDelete = (delegate* unmanaged[Cdecl]<nint, uint, int>)LmdbLibrary.Export("mdb_cursor_del");
}
