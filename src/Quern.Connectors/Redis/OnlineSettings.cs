using System.Text.Json;
using Quern.Connectors.Feeds;

namespace Quern.Connectors.Redis;

/// <summary>What the settings say of where online state is kept: <c>"online": { "redis": { "server": "127.0.0.1:6379" } }</c>. Without them it is in the project's folder.</summary>
public static class OnlineSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "online";

    /// <summary>Reads them. What is read is of use only while nothing is found.</summary>
    /// <param name="online">The member's value.</param>
    /// <param name="findings">Gets everything that is wrong.</param>
    /// <param name="path">Where they stand.</param>
    /// <returns>The store; null, with a finding, when none is named.</returns>
    public static RedisSettings? Read(JsonElement online, List<Finding> findings, string path = Name)
    {
        var before = findings.Count;
        var kinds = new SettingsObject(online, path, findings);
        RedisSettings? redis = null;
        foreach (var kind in kinds.Members)
            if (kind.Name == RedisSettings.Name) redis = RedisSettings.Read(kind.Value, kinds.PathOf(kind.Name), findings);
            else findings.Add(FeedFindings.Setting(kinds.PathOf(kind.Name), "is no kind of online store", $"The kinds are: {RedisSettings.Name}. Without \"{Name}\" the state is kept in the project's folder."));
        if (redis is null && findings.Count == before) findings.Add(FeedFindings.Setting(path, "names no store", $"Write {{ \"{RedisSettings.Name}\": {{ \"server\": \"127.0.0.1:6379\" }} }}, or leave \"{Name}\" out."));
        return redis;
    }
}
