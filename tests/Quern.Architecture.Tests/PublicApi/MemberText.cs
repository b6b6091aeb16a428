using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Quern.Architecture.Tests.PublicApi;

/// <summary>The public and protected members of a type as C# writes them. What a record's compiler adds is left out.</summary>
internal static class MemberText
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly NullabilityInfoContext Nulls = new();

    public static IEnumerable<string> Of(Type type)
    {
        if (type.IsEnum)
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}");

        return Sorted(type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly), Field)
            .Concat(Sorted(type.GetConstructors(Declared).Where(Seen), constructor => $"{Access(constructor)}{type.Name.Split('`')[0]}({Parameters(constructor)})"))
            .Concat(Sorted(type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(Seen) && property.Name != "EqualityContract"), Property))
            .Concat(Sorted(type.GetEvents(Declared).Where(each => Seen(each.AddMethod!)), each => $"event {TypeText.Of(each.EventHandlerType!)} {each.Name}"))
            .Concat(Sorted(type.GetMethods(Declared).Where(method => Seen(method) && IsWritten(method)), Method));
    }

    public static string ReturnType(MethodInfo method) => ReturnType(method.ReturnType, method, Nulls.Create(method.ReturnParameter));

    public static string Parameters(MethodBase method)
    {
        var parameters = method.GetParameters().Select(Parameter).ToArray();
        if (parameters.Length > 0 && method.IsDefined(typeof(ExtensionAttribute))) parameters[0] = "this " + parameters[0];
        return string.Join(", ", parameters);
    }

    private static IEnumerable<string> Sorted<T>(IEnumerable<T> members, Func<T, string> text) where T : MemberInfo =>
        members.Select(member => (member.Name, Text: text(member)))
            .OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(member => member.Text, StringComparer.Ordinal)
            .Select(member => member.Text);

    private static bool Seen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // Accessors are shown by their property; a record's members by the word record.
    private static bool IsWritten(MethodInfo method) =>
        (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && !method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Field(FieldInfo field)
    {
        var modifier = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        var value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";
        return $"{(field.IsPublic ? "" : "protected ")}{modifier}{TypeText.Of(field.FieldType, Nulls.Create(field))} {field.Name}{value}";
    }

    private static string Property(PropertyInfo property)
    {
        var accessor = property.GetAccessors(true).First(Seen);
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        var get = property.GetMethod is { } getter && Seen(getter) ? " get;" : "";
        var set = property.SetMethod is { } setter && Seen(setter) ? IsInit(setter) ? " init;" : " set;" : "";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{Access(accessor)}{required}{ReturnType(property.PropertyType, accessor, Nulls.Create(property))} {name} {{{get}{set} }}";
    }

    private static string Method(MethodInfo method)
    {
        var arguments = method.GetGenericArguments();
        return $"{Access(method)}{ReturnType(method)} {method.Name}{TypeText.Arguments(arguments)}({Parameters(method)}){TypeText.Constraints(arguments)}";
    }

    private static string ReturnType(Type type, MethodInfo method, NullabilityInfo nulls) =>
        (type.IsByRef ? method.ReturnParameter.IsDefined(typeof(IsReadOnlyAttribute)) ? "ref readonly " : "ref " : "") + TypeText.Of(type, nulls);

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Access(MethodBase method)
    {
        var access = method.IsPublic ? "" : "protected ";
        if (method.IsStatic) return access + (method is { IsAbstract: true } ? "static abstract " : "static ");
        if (method.IsConstructor || method.DeclaringType!.IsInterface) return access;
        if (method.IsAbstract) return access + "abstract ";
        var overrides = method is MethodInfo info && info.GetBaseDefinition() != info;
        if (overrides) return access + (method.IsFinal ? "sealed override " : "override ");
        return method is { IsVirtual: true, IsFinal: false } ? access + "virtual " : access;
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var how = parameter.IsOut ? "out " : parameter.IsIn && parameter.ParameterType.IsByRef ? "in " : parameter.ParameterType.IsByRef ? "ref " : "";
        var rest = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        var value = parameter.HasDefaultValue ? $" = {Default(parameter)}" : "";
        return $"{rest}{how}{TypeText.Of(parameter.ParameterType, Nulls.Create(parameter))} {parameter.Name}{value}";
    }

    private static string Default(ParameterInfo parameter) =>
        parameter.RawDefaultValue is null && parameter.ParameterType.IsValueType ? "default"
        : parameter.ParameterType.IsEnum ? $"{TypeText.Of(parameter.ParameterType)}.{Enum.ToObject(parameter.ParameterType, parameter.RawDefaultValue!)}"
        : Literal(parameter.RawDefaultValue);

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
