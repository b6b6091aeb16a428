using System.Text.Json;
using System.Text.RegularExpressions;
using Quern.Connectors.Feeds;
using Quern.Connectors.Redis;
using Quern.Planning.Shards;

namespace Quern.Cli.Projects;

/// <summary>What the settings say of a shard: <c>"shards": { "ads": { "services": ["ads_ranking"], "views": ["ad_clicks"], "url": "http://ads:7566" } }</c>.</summary>
/// <param name="Placed">Its name, what is in it, and where it answers.</param>
/// <param name="Online">Where its online state is kept; null for a folder of its own in the project's.</param>
internal sealed partial record ShardSettings(ShardDefinition Placed, RedisSettings? Online)
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "shards";

    private const string Code = "QRN6420";

    /// <summary>Reads them all, in the order in which they are written. What is read is of use only while nothing is found.</summary>
    public static IReadOnlyList<ShardSettings> Read(JsonElement shards, List<Finding> findings)
    {
        ShardSettings[] read = [.. new SettingsObject(shards, Name, findings).Members.Select(member => Read(member.Name, member.Value, findings))];
        findings.AddRange(Twice(read, "service", shard => shard.Placed.Services));
        findings.AddRange(Twice(read, "view", shard => shard.Placed.Views));
        return read;
    }

    /// <summary>What is wrong with where shards keep their state: two in one store would write into each other.</summary>
    /// <param name="shards">The shards.</param>
    /// <param name="online">Where the default one keeps its state; null for the project's folder.</param>
    /// <param name="project">The project's name.</param>
    public static IEnumerable<Finding> SharedStores(IReadOnlyList<ShardSettings> shards, RedisSettings? online, string project) =>
        shards.Where(shard => !shard.Placed.IsDefault).Select(shard => (shard.Placed.Name, Store: StoreOf(shard.Online, PrefixOf(project, shard.Placed.Name))))
            .Prepend((Name: ShardDefinition.DefaultName, Store: StoreOf(online, project)))
            .Where(shard => shard.Store is not null)
            .GroupBy(shard => shard.Store)
            .Where(store => store.Count() > 1)
            .Select(store => new Finding("QRN6422", $"the shards '{string.Join("' and '", store.Select(shard => shard.Name))}' have the same store", $"All of them are in Redis at {store.Key}.", "Give each a \"prefix\" or a \"database\" of its own; without a prefix it has one."));

    /// <summary>What the keys of a shard begin with where its settings say nothing, and what they are known by.</summary>
    public static string PrefixOf(string project, string shard) => $"{project}/{shard}";

    private static ShardSettings Read(string name, JsonElement json, List<Finding> findings)
    {
        var asked = new SettingsObject(json, $"{Name}.{name}", findings);
        var isDefault = name == ShardDefinition.DefaultName;
        var (services, views) = (asked.Texts("services") ?? [], asked.Texts("views") ?? []);
        var url = asked.Optional("url");
        var online = asked.Member(OnlineSettings.Name) is { } store ? OnlineSettings.Read(store, findings, asked.PathOf(OnlineSettings.Name)) : null;
        asked.End();
        if (!Word().IsMatch(name)) findings.Add(new(Code, $"'{Name}.{name}' is not a name of a shard", Hint: "Write small letters, digits, - and _, at most 40, beginning with a letter: it names a folder and an option."));
        if (isDefault && asked.Members.Any(member => member.Name != "url")) findings.Add(new(Code, $"'{asked.Path}' says more than a \"url\"", $"'{name}' is the shard of all that is in no other, in the project's own store.", "Leave the rest out, or give the shard another name."));
        if (!isDefault && asked.Members.Count > 0 && services.Count + views.Count == 0 && !asked.Members.Any(member => member.Name is "services" or "views")) findings.Add(new(Code, $"'{asked.Path}' has nothing in it", Hint: "Name what is to be there: \"services\": [\"…\"], \"views\": [\"…\"]."));
        if (url is null && !asked.Members.Any(member => member.Name == "url")) findings.Add(new(Code, $"'{asked.PathOf("url")}' is missing", Hint: "Say where its server answers, so that clients find it: \"url\": \"http://ads:7566\"."));
        if (url is not null && !IsAddress(url)) findings.Add(new(Code, $"'{asked.PathOf("url")}' is not an address of a server", Hint: "Write it as \"http://HOST:PORT\" or \"https://HOST\", with a path if need be, and without user, query or fragment."));
        return new(new(name, services, views, url?.TrimEnd('/')), online);
    }

    private static IEnumerable<Finding> Twice(ShardSettings[] shards, string thing, Func<ShardSettings, IReadOnlyList<string>> names) =>
        shards.SelectMany(shard => names(shard).Select(name => (Name: name, Shard: shard.Placed.Name)))
            .GroupBy(placed => placed.Name)
            .Where(places => places.Count() > 1)
            .Select(places => new Finding("QRN6421", $"{thing} '{places.Key}' is placed {places.Count()} times, in '{string.Join("' and '", places.Select(place => place.Shard).Distinct())}'", Hint: "Leave it in one. A view that services of several shards read needs no place: each of them has it."));

    private static string? StoreOf(RedisSettings? redis, string usual) => redis is null ? null : $"{redis.Address}, database {redis.Database}, prefix '{(redis.Prefix.Length == 0 ? usual : redis.Prefix)}'";

    private static bool IsAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0 && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0;

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,39}$")]
    private static partial Regex Word();
}
