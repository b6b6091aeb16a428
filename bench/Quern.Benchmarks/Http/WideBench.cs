using Quern.Engine.Served;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Server;
using Quern.Server.Clocks;
using Quern.Stores.Lmdb;

namespace Quern.Benchmarks.Http;

/// <summary>A wide service that is measured: its vectors in LMDB, in a folder that is gone afterwards, and servers over them.</summary>
internal sealed class WideBench : IDisposable
{
    // Servers take turns, so that a machine that is busy for a while is busy for all of them.
    private const int Rounds = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-http-");
    private readonly LmdbOnlineStore _store;

    internal WideBench(int features, int views = 1)
    {
        Service = new(features, views);
        _store = new(Path.Combine(Folder, "online"));
        Service.Materialize(_store);
    }

    public WideService Service { get; }

    public string Folder => _folder.FullName;

    /// <summary>How long each server is driven in a round, in seconds.</summary>
    public static int Seconds(string[] args) => BenchArguments.Number(args, usual: 5);

    /// <summary>A server over the vectors in LMDB, or over others.</summary>
    public Task<QuernServer> StartAsync(ServedLog? served = null, Func<ServicePlan, IVectorSource>? open = null) => QuernServer.StartAsync(
        new WideRegistry(Service.Plan, open ?? (service => new OnlineVectors(_store, service))), new() { Url = "http://127.0.0.1:0", Clock = new FixedClock(WideService.Now), Served = served });

    /// <summary>The framework alone, writing the numbers of an answer of so many rows.</summary>
    public Task<BareServer> StartBareAsync(int rows = 1) => BareServer.StartAsync(Service.Values(rows));

    /// <summary>Of each server the round that has the median of its rates, in the order in which a round gives them.</summary>
    public static Load[] Medians(Func<Load[]> round)
    {
        var rounds = Enumerable.Range(0, Rounds).Select(_ => round()).ToArray();
        return [.. rounds[0].Select((_, server) => rounds.Select(loads => loads[server]).OrderBy(load => load.Rate).ElementAt(Rounds / 2))];
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }
}
