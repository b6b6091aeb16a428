using System.Reflection;
using System.Runtime.CompilerServices;

namespace Quern.Architecture.Tests.PublicApi;

/// <summary>Types as C# writes them, without namespaces: the reader knows them, and a name that two share is rare.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short",
        [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal", [typeof(char)] = "char",
        [typeof(string)] = "string", [typeof(object)] = "object", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
    };

    public static string Of(Type type) => Of(type, null);

    /// <summary>The type; with what the compiler noted of its nullability, references that may be null end in a question mark.</summary>
    public static string Of(Type type, NullabilityInfo? nulls)
    {
        if (type.IsByRef) return Of(type.GetElementType()!, nulls?.ElementType ?? nulls);
        if (Nullable.GetUnderlyingType(type) is { } value) return Of(value, nulls) + "?";
        return Bare(type, nulls) + (!type.IsValueType && nulls?.ReadState == NullabilityState.Nullable ? "?" : "");
    }

    private static string Bare(Type type, NullabilityInfo? nulls)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (type.IsPointer) return Of(type.GetElementType()!) + "*";
        if (type.IsArray) return $"{Of(type.GetElementType()!, nulls?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsGenericParameter) return type.Name;
        if (nulls is null || type.DeclaringType is not null || nulls.GenericTypeArguments.Length == 0) return Qualified(type);
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Zip(nulls.GenericTypeArguments, Of))}>";
    }

    /// <summary>The type with those that it is nested in, each with its own generic arguments.</summary>
    public static string Qualified(Type type)
    {
        var arguments = type.GetGenericArguments();
        var outer = type.DeclaringType;
        var inherited = outer?.GetGenericArguments().Length ?? 0;
        var name = type.Name.Split('`')[0] + Arguments(arguments[inherited..]);
        if (outer is null) return name;
        return $"{Qualified(outer.IsGenericTypeDefinition && !type.IsGenericTypeDefinition ? outer.MakeGenericType(arguments[..inherited]) : outer)}.{name}";
    }

    public static string Declaration(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {MemberText.ReturnType(invoke)} {Qualified(type)}({MemberText.Parameters(invoke)}){Constraints(type.GetGenericArguments())}";
        }

        var bases = Bases(type).Select(Of).ToArray();
        return $"{Kind(type)} {Qualified(type)}{(bases.Length == 0 ? "" : " : " + string.Join(", ", bases))}{Constraints(type.GetGenericArguments())}";
    }

    public static string Arguments(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Of))}>";

    public static string Constraints(Type[] arguments) =>
        string.Concat(arguments.Where(argument => argument.IsGenericParameter).Select(ConstraintsOf).Where(text => text.Length > 0));

    private static string ConstraintsOf(Type argument)
    {
        var rules = new List<string>();
        var flags = argument.GenericParameterAttributes;
        var isValue = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) rules.Add("class");
        if (isValue) rules.Add("struct");
        rules.AddRange(argument.GetGenericParameterConstraints().Where(constraint => constraint != typeof(ValueType)).Select(Of).Order(StringComparer.Ordinal));
        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isValue) rules.Add("new()");
        return rules.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", rules)}";
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum) return "enum";
        if (type.IsInterface) return "interface";
        if (type.IsValueType)
        {
            var readOnly = type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "";
            return readOnly + (type.IsByRefLike ? "ref struct" : IsRecord(type) ? "record struct" : "struct");
        }

        var modifier = type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        return modifier + (IsRecord(type) ? "record" : "class");
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;

    private static bool IsEquatable(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEquatable<>);

    /// <summary>What the declaration names: the base class unless it is the usual one, and interfaces that no base brings.</summary>
    private static IEnumerable<Type> Bases(Type type)
    {
        if (type.IsEnum) return Enum.GetUnderlyingType(type) is var number && number == typeof(int) ? [] : [number];

        var brought = (type.BaseType?.GetInterfaces() ?? []).Concat(type.GetInterfaces().SelectMany(each => each.GetInterfaces())).ToHashSet();
        var own = type.GetInterfaces().Where(each => !brought.Contains(each) && !(IsRecord(type) && IsEquatable(each))).OrderBy(Of, StringComparer.Ordinal);
        return type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? own.Prepend(parent) : own;
    }
}
