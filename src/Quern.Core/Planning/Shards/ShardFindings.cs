namespace Quern.Planning.Shards;

/// <summary>What can be wrong with where things are placed, and with who is asked for them: one method a code.</summary>
public static class ShardFindings
{
    /// <summary>A name that no definition has.</summary>
    public static Finding Unknown(string shard, string thing, string name, IEnumerable<string> known) => new(
        "QRN6423", $"shard '{shard}' is to have {thing} '{name}', and there is no such {thing}", $"The {thing}s are: {string.Join(", ", known.Order(StringComparer.Ordinal).DefaultIfEmpty("none"))}.", "Mend the name under 'shards' in quern.json, or apply the definition first.");

    /// <summary>A service that would have to read what is not in its shard.</summary>
    public static Finding Apart(string service, string shard, string view, string other) => new(
        "QRN6424",
        $"service '{service}' is in shard '{shard}', and view '{view}' that it reads is only in shard '{other}'",
        "A view that a shard names is in no other shard, and a service reads from one store.",
        $"Place the service in '{other}' too, or leave '{view}' out of the views of '{other}': then each shard has it whose services read it.");

    /// <summary>A shard that the settings do not have.</summary>
    public static Finding NoShard(string shard, IEnumerable<string> known) => new(
        "QRN6425", $"there is no shard '{shard}'", $"The shards are: {string.Join(", ", known)}.", "Name one of them, or add it under 'shards' in quern.json.");

    /// <summary>A view that a shard does not have.</summary>
    public static Finding NotInShard(string view, string shard, IEnumerable<string> shards) => new(
        "QRN6425", $"view '{view}' is not in shard '{shard}'", $"It is in: {string.Join(", ", shards)}.", "Leave --shard out to reach every store that has it.");

    /// <summary>A service or view that another process serves.</summary>
    /// <param name="thing">What it is, such as <c>service</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="shard">Where it is.</param>
    /// <param name="url">Where that answers; null where nobody says.</param>
    public static Finding Elsewhere(string thing, string name, string shard, string? url) => new(
        "QRN6427",
        $"{thing} '{name}' is in shard '{shard}', which another server serves{(url is null ? "" : $": {url}")}",
        null,
        url is null ? $"Ask the server of that shard; with \"shards\": {{ \"{shard}\": {{ \"url\": \"http://…\" }} }} in quern.json it is told where that is." : "Ask there, or follow the redirect; a client of Quern does so by itself.");

    /// <summary>Events that a shard's server does not take.</summary>
    public static Finding TakesNoEvents(string shard, string? url) => new(
        "QRN6428",
        $"the server of shard '{shard}' takes no events{(url is null ? "" : $"; the default shard's does: {url}")}",
        "One process takes the events of a project, and the shards follow its log.",
        "Push to the server that 'quern serve' runs without --shard.");

    /// <summary>A list of features that no shard has all of.</summary>
    /// <param name="where">For each view the shards that have it.</param>
    public static Finding Scattered(IEnumerable<(string View, IReadOnlyList<string> Shards)> where) => new(
        "QRN6429",
        "the features that are asked for are not in one shard",
        string.Join("; ", where.Select(view => $"'{view.View}' is in {string.Join(", ", view.Shards)}")) + ".",
        "Ask once for each shard, or define a service of these features: its shard then has all that it reads.");
}
