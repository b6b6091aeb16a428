using Quern.Engine.Online;
using Quern.Planning;
using Quern.Planning.Shards;
using Quern.Stores.Lmdb;

namespace Quern.Cli.Projects;

/// <summary>
/// Views that the settings place in a shard whose store does not have them, though another's does: with their services they were moved, and are not online where they are now. Stores in Redis are not
/// looked at, for whoever plans need not reach them.
/// </summary>
/// <param name="View">The view.</param>
/// <param name="From">The shard whose store has it.</param>
/// <param name="To">The shard that it is in now.</param>
/// <param name="Services">The services there that read it.</param>
/// <param name="IsStreamAlone">Whether the log of its stream is all there is of it, so that the shard's server brings it up by itself.</param>
internal sealed record ShardMove(string View, string From, string To, IReadOnlyList<string> Services, bool IsStreamAlone)
{
    /// <summary>Gets what people read of it.</summary>
    public string Text => $"view '{View}'{(Services.Count == 0 ? "" : $" of service{(Services.Count == 1 ? "" : "s")} '{string.Join("', '", Services)}'")} moves from shard {From} to {To}: "
        + (IsStreamAlone ? "its server brings it up from the log" : $"'quern materialize {View} --shard {To}' brings it online there, and until then it is refused");

    /// <summary>All of a project, as its definitions would be placed.</summary>
    public static IReadOnlyList<ShardMove> Of(Project project, RepositoryPlan plan, ShardMap map)
    {
        var left = Left(project, map);
        if (!map.IsSharded && left.Count == 0) return [];
        var stored = map.Names.Concat(left).ToDictionary(shard => shard, shard => Stored(project, map, shard), StringComparer.Ordinal);
        return [.. from shard in map.Names
                   where stored[shard] is not null
                   from view in map.PlanOf(shard).Views.Values
                   where !stored[shard]!.Contains((view.Reference, view.Hash))
                   let other = stored.FirstOrDefault(store => store.Value?.Contains((view.Reference, view.Hash)) == true).Key
                   where other is not null
                   select new ShardMove(view.Reference, other, shard, [.. map.PlanOf(shard).Services.Values.Where(service => service.Views.Any(read => read.Reference == view.Reference)).Select(service => service.Name!).Order(StringComparer.Ordinal)], view.Definition.Source.Format == Definitions.SourceFormat.Stream)];
    }

    /// <summary>The shards that have a folder of state and that the settings do not have any more.</summary>
    public static IReadOnlyList<string> Left(Project project, ShardMap map) =>
        [.. project.OnlineFolders.Skip(1).Where(Directory.Exists).Select(folder => Path.GetFileName(Path.GetDirectoryName(folder)!)).Where(shard => !map.Has(shard))];

    // Null for a store that is elsewhere; nothing for one that is not there.
    private static HashSet<(string View, string Hash)>? Stored(Project project, ShardMap map, string shard)
    {
        var folder = map.Has(shard) ? OnlineStores.FolderOf(project, shard) : project.ShardOnline(shard);
        if (folder is null) return null;
        if (!File.Exists(Path.Combine(folder, "data.mdb"))) return [];
        using var store = new LmdbOnlineStore(folder);
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return [.. OnlineCatalog.List(snapshot).Select(state => (state.View, state.Hash))];
    }
}
