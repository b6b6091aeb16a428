using System.Runtime.InteropServices;

namespace Quern.Stores.DuckDb;

/// <summary>How far the connection's running query is: percent in [0, 100], or -1 where DuckDB does not know.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DuckProgress(double Percentage, ulong RowsProcessed, ulong RowsInAll);
