using Quern.Values;

namespace Quern.Definitions.Expressions;

/// <summary>Which C# types stand for which kinds of value.</summary>
internal static class ClrKind
{
    public const string Allowed = "bool, int, long, float, double, string, DateTimeOffset and DateTime (taken as UTC), each also nullable, and float[] for an embedding";

    private static readonly Dictionary<Type, ValueKind> Kinds = new()
    {
        [typeof(bool)] = ValueKind.Boolean,
        [typeof(int)] = ValueKind.Int32,
        [typeof(long)] = ValueKind.Int64,
        [typeof(float)] = ValueKind.Float32,
        [typeof(double)] = ValueKind.Float64,
        [typeof(string)] = ValueKind.String,
        [typeof(DateTimeOffset)] = ValueKind.Timestamp,
        [typeof(DateTime)] = ValueKind.Timestamp,
        [typeof(float[])] = ValueKind.Embedding,
    };

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(string)] = "string", [typeof(decimal)] = "decimal", [typeof(object)] = "object", [typeof(short)] = "short", [typeof(byte)] = "byte",
    };

    /// <summary>The kind of a type or of its nullable form; null when no value has it.</summary>
    public static ValueKind? Of(Type type) => Kinds.TryGetValue(Bare(type), out var kind) ? kind : null;

    /// <summary>The type without its <c>?</c>.</summary>
    public static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    public static bool IsNumber(Type type) => Of(type) is ValueKind.Int32 or ValueKind.Int64 or ValueKind.Float32 or ValueKind.Float64;

    /// <summary>The type as C# writes it: <c>long?</c>, <c>List&lt;string&gt;</c>.</summary>
    public static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return NameOf(inner) + "?";
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (type.IsArray) return NameOf(type.GetElementType()!) + "[]";
        if (!type.IsGenericType) return type.Name;
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return $"{(tick < 0 ? type.Name : type.Name[..tick])}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }
}
