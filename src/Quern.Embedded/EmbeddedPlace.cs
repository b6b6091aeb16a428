using Quern.Stores.Lmdb;
using Quern.Stores.Projects;

namespace Quern.Embedded;

/// <summary>The store that is read, and which services of the project are in it.</summary>
/// <param name="Online">The store, open.</param>
/// <param name="Shard">The shard that it is of; null for the project's own.</param>
/// <param name="Placed">For each service that is placed in a shard, which.</param>
internal sealed record EmbeddedPlace(LmdbOnlineStore Online, string? Shard, IReadOnlyDictionary<string, string> Placed)
{
    /// <summary>Opens the store of a shard, or the project's own.</summary>
    /// <exception cref="QuernException">There is no such shard, nothing is materialized, the state is kept elsewhere, or it cannot be read.</exception>
    public static EmbeddedPlace Open(ProjectFolder folder, string? shard)
    {
        var shards = ProjectSettings.Shards(folder.Folder);
        if (shard is not null && !shards.ContainsKey(shard)) throw new QuernException(StoreFindings.NoShard(folder.Folder, shard, shards.Keys));
        if (shard is null ? ProjectSettings.Names(folder.Folder, "online") : shards[shard].IsElsewhere) throw new QuernException(StoreFindings.Elsewhere(folder.Folder));
        var place = shard is null ? folder.Online : folder.ShardOnline(shard);
        if (!File.Exists(Path.Combine(place, "data.mdb"))) throw new QuernException(StoreFindings.NoState(folder.Folder));
        var placed = shards.SelectMany(one => one.Value.Services.Select(service => (Service: service, Shard: one.Key))).DistinctBy(service => service.Service).ToDictionary(service => service.Service, service => service.Shard, StringComparer.Ordinal);
        return new(new(place, new LmdbOptions { ReadOnly = true }), shard, placed);
    }

    /// <summary>The shard that a service is placed in; null for none.</summary>
    public string? ShardOf(string service) => Placed.GetValueOrDefault(service);

    /// <summary>Whether a service reads this store.</summary>
    public bool Has(string service) => ShardOf(service) == Shard;
}
