using System.Runtime.InteropServices;

namespace Quern.Stores.DuckDb;

/// <summary>The C struct duckdb_result. Only its address and its internal pointer matter; the other fields are deprecated.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckResult
{
#pragma warning disable CS0169, IDE0051 // laid out for the C side alone
    private readonly ulong _columnCount;
    private readonly ulong _rowCount;
    private readonly ulong _rowsChanged;
    private readonly nint _columns;
    private readonly nint _errorMessage;
    private readonly nint _internal;
#pragma warning restore CS0169, IDE0051
}
