using System.Reflection;
using Quern.Values;

namespace Quern.Definitions;

/// <summary>One parameter of an on-demand feature.</summary>
/// <param name="Name">Its name, which names a feature unless <paramref name="Feature"/> or <paramref name="IsRequest"/> says otherwise.</param>
/// <param name="Kind">The kind of its values.</param>
/// <param name="Nullable">Whether it takes null; when it does not and a null comes, the method is not called and the result is null.</param>
/// <param name="IsRequest">Whether the caller gives it with the request.</param>
/// <param name="Feature">The feature it is, as <c>view:feature</c>; null when the name says it.</param>
public sealed record OnDemandParameter(string Name, ValueKind Kind, bool Nullable, bool IsRequest, string? Feature);

/// <summary>A feature that a pure static method computes from other features and request fields, row by row.</summary>
/// <param name="Name">The feature's name, from the method's.</param>
/// <param name="Method">The method.</param>
/// <param name="Parameters">What it is computed from.</param>
/// <param name="Kind">The kind of its result, which may be null.</param>
/// <param name="Labels">What people say about it.</param>
public sealed record OnDemandDefinition(string Name, MethodInfo Method, IReadOnlyList<OnDemandParameter> Parameters, ValueKind Kind, Labels Labels);
