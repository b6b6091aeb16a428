using System.Runtime.InteropServices;

namespace Quern.Stores.DuckDb;

/// <summary>Between the C side's logical types and <see cref="DuckType"/>.</summary>
internal static unsafe class LogicalTypes
{
    /// <summary>Reads a type and frees the handle.</summary>
    internal static DuckType Take(LogicalTypeHandle handle)
    {
        using (handle)
            return Read(handle);
    }

    internal static LogicalTypeHandle Create(DuckType type)
    {
        switch (type.Id)
        {
            case DuckTypeId.Decimal:
                return Native.CreateDecimalType(type.Width, type.Scale);
            case DuckTypeId.Enum:
                using (var names = new Utf8Names(type.Members))
                    return Native.CreateEnumType(names.Pointer, (ulong)type.Members.Count);
            case DuckTypeId.List:
                using (var element = Create(type.Element))
                    return Native.CreateListType(element);
            case DuckTypeId.Array:
                using (var element = Create(type.Element))
                    return Native.CreateArrayType(element, (ulong)type.Length);
            case DuckTypeId.Map:
                using (var key = Create(type.Fields[0].Type))
                using (var value = Create(type.Fields[1].Type))
                    return Native.CreateMapType(key, value);
            case DuckTypeId.Struct:
                return CreateStruct(type.Fields);
            default:
                return Native.CreateType(type.Id);
        }
    }

    private static DuckType Read(LogicalTypeHandle handle)
    {
        var id = Native.TypeId(handle);
        return id switch
        {
            DuckTypeId.Decimal => DuckType.Decimal(Native.DecimalWidth(handle), Native.DecimalScale(handle)),
            DuckTypeId.Enum => DuckType.Enum(ReadMembers(handle)),
            DuckTypeId.List => DuckType.List(Take(Native.ListElement(handle))),
            DuckTypeId.Array => DuckType.Array(Take(Native.ArrayElement(handle)), (int)Native.ArraySize(handle)),
            DuckTypeId.Map => DuckType.Map(Take(Native.MapKey(handle)), Take(Native.MapValue(handle))),
            DuckTypeId.Struct => DuckType.Struct(ReadFields(handle)),
            _ => DuckType.Of(id),
        };
    }

    private static string[] ReadMembers(LogicalTypeHandle handle)
    {
        var members = new string[Native.EnumSize(handle)];
        for (var i = 0; i < members.Length; i++)
            members[i] = NativeText.Take(Native.EnumMember(handle, (ulong)i));
        return members;
    }

    private static DuckField[] ReadFields(LogicalTypeHandle handle)
    {
        var fields = new DuckField[(int)Native.StructFieldCount(handle)];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = new(NativeText.Take(Native.StructFieldName(handle, (ulong)i)), Take(Native.StructField(handle, (ulong)i)));
        return fields;
    }

    private static LogicalTypeHandle CreateStruct(IReadOnlyList<DuckField> fields)
    {
        var types = fields.Select(field => Create(field.Type)).ToArray();
        try
        {
            using var names = new Utf8Names([.. fields.Select(field => field.Name)]);
            var pointers = Array.ConvertAll(types, type => type.DangerousGetHandle());
            fixed (nint* first = pointers)
                return Native.CreateStructType(first, names.Pointer, (ulong)fields.Count);
        }
        finally
        {
            foreach (var type in types)
                type.Dispose();
        }
    }

    /// <summary>An array of zero-ended UTF-8 texts for the length of one call.</summary>
    private sealed class Utf8Names : IDisposable
    {
        private readonly nint[] _texts;
        private readonly GCHandle _pin;

        internal Utf8Names(IReadOnlyList<string> names)
        {
            _texts = [.. names.Select(Marshal.StringToCoTaskMemUTF8)];
            _pin = GCHandle.Alloc(_texts, GCHandleType.Pinned);
        }

        internal nint* Pointer => (nint*)_pin.AddrOfPinnedObject();

        public void Dispose()
        {
            _pin.Free();
            foreach (var text in _texts)
                Marshal.FreeCoTaskMem(text);
        }
    }
}
