using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quern.Stores.DuckDb;

/// <summary>Registers scalar functions and receives their calls.</summary>
internal static unsafe class ScalarFunctions
{
    internal static void Register(ConnectionHandle connection, ScalarFunction function)
    {
        using var handle = Native.CreateScalarFunction();
        Native.ScalarSetName(handle, function.Name);
        foreach (var parameter in function.Parameters)
        {
            using var type = LogicalTypes.Create(parameter);
            Native.ScalarAddParameter(handle, type);
        }

        using (var type = LogicalTypes.Create(function.Returns))
            Native.ScalarSetReturnType(handle, type);
        Native.ScalarSetVolatile(handle);
        Native.ScalarSetSpecialHandling(handle);
        Native.ScalarSetExtraInfo(handle, CallbackTarget.Pin(function), CallbackTarget.Release);
        Native.ScalarSetFunction(handle, &Call);
        if (Native.RegisterScalarFunction(connection, handle) == DuckState.Error)
            throw new DuckException(DuckErrorType.Catalog, $"DuckDB did not take the scalar function \"{function.Name}\"");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(nint info, nint input, nint output)
    {
        try
        {
            var function = CallbackTarget.Get<ScalarFunction>(Native.ScalarExtraInfo(info));
            var chunk = new DataChunk(input);
            function.Body(chunk, new VectorWriter(output, chunk.Count));
        }
        catch (Exception failure)
        {
            Native.ScalarSetError(info, CallbackFailures.Keep(failure));
        }
    }
}
