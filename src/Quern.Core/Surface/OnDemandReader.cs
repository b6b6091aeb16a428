using System.Reflection;
using Quern.Definitions;
using Quern.Definitions.Expressions;
using Quern.Values;

namespace Quern;

/// <summary>Reads a static method as an on-demand feature, or several.</summary>
internal static class OnDemandReader
{
    public static OnDemandFeature Read(Delegate method) => Read(method.Method);

    public static OnDemandFeature Read(MethodInfo method)
    {
        var findings = new List<Finding>();
        var name = SnakeCase.Of(method.Name);
        if (!method.IsStatic || !method.IsPublic || method.IsGenericMethod)
            findings.Add(DefinitionFindings.BadOnDemand(name, $"{method.Name} is not a public static method", "write it as 'public static' with a name; a lambda or an instance method has none that lasts."));

        var nullability = new NullabilityInfoContext();
        var parameters = new List<OnDemandParameter>();
        foreach (var parameter in method.GetParameters()) parameters.Add(Read(name, parameter, nullability, findings));
        var outputs = OnDemandOutputReader.Read(name, method, findings);
        var attribute = method.GetCustomAttribute<OnDemandAttribute>();
        var labels = attribute is null ? Labels.None : Labels.None with { Description = attribute.Description, Owner = attribute.Owner };
        return new(new(name, method, parameters, outputs, labels), findings);
    }

    private static OnDemandParameter Read(string feature, ParameterInfo parameter, NullabilityInfoContext nullability, List<Finding> findings)
    {
        var type = parameter.ParameterType;
        if (ClrKind.Of(type) is not { } kind)
        {
            findings.Add(DefinitionFindings.OnDemandType(feature, $"parameter '{parameter.Name}' is {ClrKind.NameOf(type)}"));
            kind = ValueKind.Float64;
        }

        var isNullable = type.IsValueType ? Nullable.GetUnderlyingType(type) is not null : nullability.Create(parameter).ReadState != NullabilityState.NotNull;
        var isRequest = parameter.GetCustomAttribute<RequestAttribute>() is not null;
        return new(parameter.Name!, kind, isNullable, isRequest, parameter.GetCustomAttribute<FeatureAttribute>()?.Reference);
    }
}
