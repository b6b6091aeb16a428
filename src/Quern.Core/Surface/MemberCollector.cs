using System.Reflection;

namespace Quern;

/// <summary>
/// Remembers of each definition the member that it comes from: the property that has it as its value and bears its name, before another that has it as its value, before the first through which it was
/// found.
/// </summary>
internal sealed class MemberCollector
{
    private readonly Dictionary<(string Thing, string Name), (MemberInfo Member, int Rank)> _members = [];

    /// <summary>Gets or sets the member that is being read; null outside of a repository.</summary>
    public MemberInfo? Current { get; set; }

    /// <summary>A definition was found while the current member was read.</summary>
    public void Found(string thing, string name) => Add(thing, name, Current, 2);

    /// <summary>A definition is what the current member has as its value.</summary>
    public void Given(string thing, string name) => Add(thing, name, Current, Current is not null && SnakeCase.Of(Current.Name) == name ? 0 : 1);

    /// <summary>A definition is a member itself.</summary>
    public void Is(string thing, string name, MemberInfo member) => Add(thing, name, member, 0);

    public IReadOnlyList<DefinitionMember> ToList() => [.. _members.Select(pair => new DefinitionMember(pair.Key.Thing, pair.Key.Name, pair.Value.Member))];

    private void Add(string thing, string name, MemberInfo? member, int rank)
    {
        if (member is not null && (!_members.TryGetValue((thing, name), out var known) || known.Rank > rank)) _members[(thing, name)] = (member, rank);
    }
}
