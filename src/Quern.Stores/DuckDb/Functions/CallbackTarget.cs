using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quern.Stores.DuckDb;

/// <summary>A managed object behind a pointer that DuckDB keeps, until it calls <see cref="Release"/>.</summary>
internal static unsafe class CallbackTarget
{
    internal static delegate* unmanaged[Cdecl]<nint, void> Release => &Free;

    internal static nint Pin(object target) => GCHandle.ToIntPtr(GCHandle.Alloc(target));

    internal static T Get<T>(nint pointer)
        where T : class => (T)GCHandle.FromIntPtr(pointer).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint pointer)
    {
        var handle = GCHandle.FromIntPtr(pointer);
        try
        {
            (handle.Target as IDisposable)?.Dispose();
        }
        catch (Exception failure)
        {
            // Nobody is left to tell: the query is over, and nothing may cross into DuckDB.
            _ = failure;
        }
        finally
        {
            handle.Free();
        }
    }
}
