using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quern.Stores.DuckDb;

/// <summary>Registers table functions and receives their calls.</summary>
internal static unsafe class TableFunctions
{
    internal static void Register(ConnectionHandle connection, TableFunction function)
    {
        using var handle = Native.CreateTableFunction();
        Native.TableSetName(handle, function.Name);
        Native.TableSetExtraInfo(handle, CallbackTarget.Pin(function), CallbackTarget.Release);
        Native.TableSetBind(handle, &Bind);
        Native.TableSetInit(handle, &Init);
        Native.TableSetFunction(handle, &Next);
        if (Native.RegisterTableFunction(connection, handle) == DuckState.Error)
            throw new DuckException(DuckErrorType.Catalog, $"DuckDB did not take the table function \"{function.Name}\"");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try
        {
            var function = CallbackTarget.Get<TableFunction>(Native.BindExtraInfo(info));
            foreach (var column in function.Columns)
            {
                using var type = LogicalTypes.Create(column.Type);
                Native.BindAddColumn(info, column.Name, type);
            }

            if (function.Rows is { } rows)
                Native.BindSetCardinality(info, (ulong)rows, exact: true);
        }
        catch (Exception failure)
        {
            Native.BindSetError(info, CallbackFailures.Keep(failure));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint info)
    {
        try
        {
            var function = CallbackTarget.Get<TableFunction>(Native.InitExtraInfo(info));
            Native.InitSetMaxThreads(info, 1);
            Native.InitSetData(info, CallbackTarget.Pin(function.Open()), CallbackTarget.Release);
        }
        catch (Exception failure)
        {
            Native.InitSetError(info, CallbackFailures.Keep(failure));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Next(nint info, nint chunk)
    {
        try
        {
            var scan = CallbackTarget.Get<ITableScan>(Native.FunctionInitData(info));
            Native.SetChunkSize(chunk, (ulong)scan.Next(new ChunkWriter(chunk)));
        }
        catch (Exception failure)
        {
            Native.FunctionSetError(info, CallbackFailures.Keep(failure));
        }
    }
}
