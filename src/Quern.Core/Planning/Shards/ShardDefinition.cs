namespace Quern.Planning.Shards;

/// <summary>A shard as a project's settings name it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Services">The services that are placed in it.</param>
/// <param name="Views">The views, by reference, that are placed in it and are nowhere else.</param>
/// <param name="Url">Where its server answers, without a slash at the end; null where nobody says, which only the default shard may leave open.</param>
public sealed record ShardDefinition(string Name, IReadOnlyList<string> Services, IReadOnlyList<string> Views, string? Url)
{
    /// <summary>The shard of all that is placed in no other.</summary>
    public const string DefaultName = "default";

    /// <summary>Gets whether it is the default shard.</summary>
    public bool IsDefault => Name == DefaultName;
}
