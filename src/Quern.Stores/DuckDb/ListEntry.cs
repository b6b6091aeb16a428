using System.Runtime.InteropServices;

namespace Quern.Stores.DuckDb;

/// <summary>Where one row's list lies in the list vector's child (duckdb_list_entry). Of a null row it means nothing.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ListEntry(ulong Offset, ulong Length);
