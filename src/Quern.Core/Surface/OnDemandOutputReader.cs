using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Quern.Definitions;
using Quern.Definitions.Expressions;
using Quern.Values;

namespace Quern;

/// <summary>
/// Reads what an on-demand method returns as the features that it gives: one value, named as the method is; or a tuple with named elements, or an object with public properties,
/// each named as the element or property is. Any of it may be nullable.
/// </summary>
internal static class OnDemandOutputReader
{
    private const int FieldsOfATuple = 7;

    public static IReadOnlyList<OnDemandOutput> Read(string name, MethodInfo method, List<Finding> findings)
    {
        var type = ClrKind.Bare(method.ReturnType);
        if (ClrKind.Of(type) is { } kind) return [new(name, kind, null, [])];
        if (IsTuple(type)) return ReadTuple(name, method, type, findings);
        if (IsObject(type)) return ReadProperties(name, type, findings);
        findings.Add(DefinitionFindings.OnDemandType(name, $"it gives {ClrKind.NameOf(method.ReturnType)}"));
        return [new(name, ValueKind.Float64, null, [])];
    }

    private static List<OnDemandOutput> ReadTuple(string name, MethodInfo method, Type tuple, List<Finding> findings)
    {
        // The names of the outermost tuple come first, then those of tuples within it.
        var names = method.ReturnParameter.GetCustomAttribute<TupleElementNamesAttribute>()?.TransformNames ?? [];
        var outputs = new List<OnDemandOutput>();
        foreach (var (path, element) in Elements(tuple, []).Select((path, i) => (path, i)))
            if (element < names.Count && names[element] is { } member) outputs.Add(Output(name, $"element '{member}'", member, path[^1].FieldType, path, findings));
            else findings.Add(DefinitionFindings.UnnamedOutput(name, element + 1));
        return outputs;
    }

    // A tuple has seven elements at most; what comes after them is a tuple of its own in the field Rest.
    private static IEnumerable<FieldInfo[]> Elements(Type tuple, FieldInfo[] before)
    {
        for (var i = 1; i <= FieldsOfATuple; i++)
            if (tuple.GetField($"Item{i}") is { } field)
                yield return [.. before, field];
        if (tuple.GetField("Rest") is not { } rest) yield break;
        foreach (var path in Elements(rest.FieldType, [.. before, rest])) yield return path;
    }

    private static List<OnDemandOutput> ReadProperties(string name, Type type, List<Finding> findings)
    {
        var outputs = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .OrderBy(property => Depth(property.DeclaringType!)).ThenBy(property => property.MetadataToken)
            .Select(property => Output(name, $"property '{property.Name}'", property.Name, property.PropertyType, [property], findings))
            .ToList();
        if (outputs.Count == 0) findings.Add(DefinitionFindings.NoOutputs(name, type));
        return outputs;
    }

    private static OnDemandOutput Output(string name, string what, string member, Type type, IReadOnlyList<MemberInfo> path, List<Finding> findings)
    {
        if (ClrKind.Of(type) is not { } kind)
        {
            findings.Add(DefinitionFindings.OnDemandType(name, $"{what} of what it gives is {ClrKind.NameOf(type)}"));
            kind = ValueKind.Float64;
        }

        return new(SnakeCase.Of(member), kind, member, path);
    }

    // Only tuples of C# carry the names of their elements.
    private static bool IsTuple(Type type) => type.IsValueType && type.Namespace == nameof(System) && typeof(ITuple).IsAssignableFrom(type);

    // A class or struct that somebody wrote to hold values; what the framework defines, and what is a row of things, is not.
    private static bool IsObject(Type type) =>
        (type.IsClass || (type.IsValueType && !type.IsEnum && !type.IsByRefLike)) && !type.IsArray && !type.IsPointer && !type.IsByRef && !type.IsGenericParameter
        && type.Namespace?.Split('.')[0] != nameof(System) && !typeof(IEnumerable).IsAssignableFrom(type) && !typeof(Delegate).IsAssignableFrom(type);

    private static int Depth(Type type) => type.BaseType is null ? 0 : 1 + Depth(type.BaseType);
}
