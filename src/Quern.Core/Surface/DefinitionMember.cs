using System.Reflection;

namespace Quern;

/// <summary>The member of a repository that a definition comes from.</summary>
/// <param name="Thing"><c>entity</c>, <c>source</c>, <c>view</c>, <c>lookup</c>, <c>on-demand</c> or <c>service</c>.</param>
/// <param name="Name">The definition's name; a view's with its version when that is not 1.</param>
/// <param name="Member">The property whose value it is, or the method of an on-demand feature. Of a definition that no property has as its value, the first through which it was found: of views
/// that a loop makes, the service that has them.</param>
public sealed record DefinitionMember(string Thing, string Name, MemberInfo Member);
