using System.Reflection;
using Quern.Values;

namespace Quern.Definitions;

/// <summary>One parameter of an on-demand method.</summary>
/// <param name="Name">Its name, which names a feature unless <paramref name="Feature"/> or <paramref name="IsRequest"/> says otherwise.</param>
/// <param name="Kind">The kind of its values.</param>
/// <param name="Nullable">Whether it takes null; when it does not and a null comes, the method is not called and every result is null.</param>
/// <param name="IsRequest">Whether the caller gives it with the request.</param>
/// <param name="Feature">The feature it is, as <c>view:feature</c>; null when the name says it.</param>
public sealed record OnDemandParameter(string Name, ValueKind Kind, bool Nullable, bool IsRequest, string? Feature);

/// <summary>One feature that an on-demand method gives.</summary>
/// <param name="Name">The feature's name, lower snake case.</param>
/// <param name="Kind">The kind of its values, any of which may be null.</param>
/// <param name="Member">What C# calls it: an element of the tuple, or a property of the object, that the method returns; null where the method returns the value itself.</param>
/// <param name="Path">The members that lead from what is returned to the value; none where the method returns the value itself.</param>
public sealed record OnDemandOutput(string Name, ValueKind Kind, string? Member, IReadOnlyList<MemberInfo> Path);

/// <summary>Features that a pure static method computes from other features and request fields, row by row: one, or several by one call.</summary>
/// <param name="Name">The method's name, lower snake case. It is the feature's where the method returns one value.</param>
/// <param name="Method">The method.</param>
/// <param name="Parameters">What it is computed from.</param>
/// <param name="Outputs">The features that it gives, in order.</param>
/// <param name="Labels">What people say about it.</param>
public sealed record OnDemandDefinition(string Name, MethodInfo Method, IReadOnlyList<OnDemandParameter> Parameters, IReadOnlyList<OnDemandOutput> Outputs, Labels Labels)
{
    /// <summary>The method as messages name it, with its type: <c>FlightFeatures.DelayPressure</c>.</summary>
    public string MethodName => $"{Method.DeclaringType?.Name}.{Method.Name}";

    /// <summary>The position of a feature among <see cref="Outputs"/>; -1 when it gives none of that name.</summary>
    public int IndexOf(string output)
    {
        for (var i = 0; i < Outputs.Count; i++)
            if (Outputs[i].Name == output)
                return i;
        return -1;
    }
}

/// <summary>An on-demand method as a service takes it.</summary>
/// <param name="Definition">The method.</param>
/// <param name="Features">Which of its features; null for all.</param>
public sealed record OnDemandPart(OnDemandDefinition Definition, IReadOnlyList<string>? Features);
