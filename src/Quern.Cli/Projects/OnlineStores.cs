using Quern.Connectors.Redis;
using Quern.Connectors.Workers;
using Quern.Engine.Online;
using Quern.Engine.Parts;
using Quern.Planning.Shards;
using Quern.Stores.Lmdb;

namespace Quern.Cli.Projects;

/// <summary>A project's online store, and the log of its streams beside it, wherever the settings say that they are.</summary>
internal static class OnlineStores
{
    /// <summary>The store of a shard, with the parts of shared streams beside it.</summary>
    /// <exception cref="QuernException">It cannot be opened.</exception>
    public static IOnlineStore Open(Project project, string shard = ShardDefinition.DefaultName)
    {
        if (FolderOf(project, shard) is { } folder) return new LmdbOnlineStore(folder);
        var redis = RedisOf(project, shard)!;
        var main = RedisOnlineStore.Open(redis, shard == ShardDefinition.DefaultName ? project.File.Project : ShardSettings.PrefixOf(project.File.Project, shard), TimeProvider.System);
        if (project.File.Shared.Count == 0) return main;
        try
        {
            return new SharedStore(main, RedisParts.Open(redis, project.File.Project, project.File.Shared, TimeProvider.System));
        }
        catch
        {
            main.Dispose();
            throw;
        }
    }

    /// <summary>The store of a shard, to look at; null where nothing was ever written.</summary>
    /// <exception cref="QuernException">It cannot be opened.</exception>
    public static IOnlineStore? OpenWritten(Project project, string shard = ShardDefinition.DefaultName) => FolderOf(project, shard) is { } folder && !Directory.Exists(folder) ? null : Open(project, shard);

    /// <summary>The folder with a shard's state; null where it is elsewhere.</summary>
    public static string? FolderOf(Project project, string shard)
    {
        if (RedisOf(project, shard) is not null) return null;
        return shard == ShardDefinition.DefaultName ? project.Online : project.ShardOnline(shard);
    }

    /// <summary>Where a shard's state is in Redis; null where it is in a folder.</summary>
    public static RedisSettings? RedisOf(Project project, string shard) =>
        shard == ShardDefinition.DefaultName ? project.File.Online : project.File.Shards.First(one => one.Placed.Name == shard).Online;

    /// <summary>The log of the project's streams, to write: from then on it is the one that feeds the store.</summary>
    /// <param name="project">The project.</param>
    /// <param name="online">Its store.</param>
    /// <param name="anew">Whether all of the state is going to be made anew, whatever log fed it before.</param>
    /// <exception cref="QuernException">It cannot be opened, or another log feeds the store.</exception>
    public static LmdbOnlineStore OpenLog(Project project, IOnlineStore online, bool anew = false)
    {
        var log = new LmdbOnlineStore(project.Streams);
        try
        {
            RedisOf(online)?.TakeStreams(LogIdentity.Of(project.Streams), anew);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>The log of the project's streams, for a shard's server to follow: from then on it is the one that feeds the shard's store.</summary>
    /// <exception cref="QuernException">There is none here, it cannot be opened, or another log feeds the store.</exception>
    public static LmdbOnlineStore FollowLog(Project project, IOnlineStore online, string shard)
    {
        if (!File.Exists(Path.Combine(project.Streams, "data.mdb")))
            throw new QuernException(new Finding(
                "QRN6426", $"shard '{shard}' has views over streams, and there is no log to follow here", $"The log is looked for in '{project.Streams}', where the process that takes events writes it.", "Start 'quern serve' without --shard in this folder first. On another machine: 'quern serve --shard … --read-only' beside one that follows the log, with the shard's state in Redis."));
        return OpenLog(project, online);
    }

    /// <summary>The log of the project's streams, to read; null where there is none here, or another feeds the store.</summary>
    /// <exception cref="QuernException">It cannot be opened.</exception>
    public static LmdbOnlineStore? ReadLog(Project project, IOnlineStore online)
    {
        if (RedisOf(online) is not { } redis) return new(project.Streams);
        return Directory.Exists(project.Streams) && redis.IsFedBy(LogIdentity.Of(project.Streams)) ? new(project.Streams) : null;
    }

    private static RedisOnlineStore? RedisOf(IOnlineStore online) => (online is SharedStore shared ? shared.Main : online) as RedisOnlineStore;
}
