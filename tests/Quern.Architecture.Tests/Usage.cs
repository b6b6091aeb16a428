using System.Reflection;

namespace Quern.Architecture.Tests;

/// <summary>
/// Which types a type uses: in its bases, its members' signatures, and (see <see cref="MethodCode"/>) its methods' bodies.
/// Constants are copied by the compiler and leave no trace here.
/// </summary>
internal static class Usage
{
    private const BindingFlags Public = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public;
    private const BindingFlags Everything = Public | BindingFlags.NonPublic;

    public static IEnumerable<Use> All(Type type) => Signatures(type, publicOnly: false).Concat(Bodies(type));

    public static IEnumerable<Use> Signatures(Type type, bool publicOnly)
    {
        var members = publicOnly ? Public : Everything;
        var bases = Parts(type.BaseType).Concat(type.GetInterfaces().SelectMany(Parts))
            .Concat(type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()).SelectMany(Parts))
            .Select(used => new Use(type, used, type.Name));
        var fields = type.GetFields(members).SelectMany(field => Parts(field.FieldType).Select(used => new Use(type, used, Name(type, field))));
        var methods = Methods(type, members).SelectMany(method => Mentioned(method).Select(used => new Use(type, used, Name(type, method))));
        return bases.Concat(fields).Concat(methods);
    }

    /// <summary>The type itself and, through arrays, references and generics, those it is made of; each as its definition.</summary>
    public static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null || type.IsGenericParameter) return [];
        if (type.HasElementType) return Parts(type.GetElementType());
        if (type.IsFunctionPointer) return type.GetFunctionPointerParameterTypes().Append(type.GetFunctionPointerReturnType()).SelectMany(Parts);
        if (!type.IsGenericType) return [type];
        return type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition());
    }

    /// <summary>The types in a method's return value, parameters and generic arguments.</summary>
    public static IEnumerable<Type> Mentioned(MethodBase method)
    {
        var types = method.GetParameters().Select(parameter => parameter.ParameterType);
        if (method is MethodInfo { ReturnType: var result }) types = types.Append(result);
        if (method.IsGenericMethod)
            types = types.Concat(method.GetGenericArguments())
                .Concat(method.GetGenericArguments().Where(argument => argument.IsGenericParameter).SelectMany(argument => argument.GetGenericParameterConstraints()));
        return types.SelectMany(Parts);
    }

    private static IEnumerable<Use> Bodies(Type type) =>
        Methods(type, Everything).SelectMany(method => MethodCode.TypesUsed(method).Select(used => new Use(type, used, Name(type, method))));

    private static IEnumerable<MethodBase> Methods(Type type, BindingFlags flags) =>
        type.GetMethods(flags).Concat<MethodBase>(type.GetConstructors(flags));

    private static string Name(Type type, MemberInfo member) => $"{type.Name}.{member.Name}";
}
