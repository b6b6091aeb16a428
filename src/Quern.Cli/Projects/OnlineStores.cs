using Quern.Connectors.Redis;
using Quern.Connectors.Workers;
using Quern.Engine.Online;
using Quern.Engine.Parts;
using Quern.Stores.Lmdb;

namespace Quern.Cli.Projects;

/// <summary>A project's online store, and the log of its streams beside it, wherever the settings say that they are.</summary>
internal static class OnlineStores
{
    /// <summary>The store, with the parts of shared streams beside it.</summary>
    /// <exception cref="QuernException">It cannot be opened.</exception>
    public static IOnlineStore Open(Project project)
    {
        if (project.File.Online is not { } redis) return new LmdbOnlineStore(project.Online);
        var main = RedisOnlineStore.Open(redis, project.File.Project, TimeProvider.System);
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

    /// <summary>The store, to look at; null where nothing was ever written.</summary>
    /// <exception cref="QuernException">It cannot be opened.</exception>
    public static IOnlineStore? OpenWritten(Project project) => project.File.Online is null && !Directory.Exists(project.Online) ? null : Open(project);

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

    /// <summary>The log of the project's streams, to read; null where there is none here, or another feeds the store.</summary>
    /// <exception cref="QuernException">It cannot be opened.</exception>
    public static LmdbOnlineStore? ReadLog(Project project, IOnlineStore online)
    {
        if (RedisOf(online) is not { } redis) return new(project.Streams);
        return Directory.Exists(project.Streams) && redis.IsFedBy(LogIdentity.Of(project.Streams)) ? new(project.Streams) : null;
    }

    private static RedisOnlineStore? RedisOf(IOnlineStore online) => (online is SharedStore shared ? shared.Main : online) as RedisOnlineStore;
}
