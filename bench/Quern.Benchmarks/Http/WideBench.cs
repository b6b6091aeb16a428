using System.Globalization;
using Quern.Engine.Served;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Server;
using Quern.Server.Clocks;
using Quern.Stores.Lmdb;

namespace Quern.Benchmarks.Http;

/// <summary>What the measurements of the wide service share: its vectors in LMDB, in a folder that is gone afterwards, and servers that wrk drives.</summary>
internal sealed class WideBench : IDisposable
{
    // Servers take turns, so that a machine that is busy for a while is busy for all of them.
    private const int Rounds = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-http-");
    private readonly RepositoryPlan _plan = WideService.Plan();
    private readonly LmdbOnlineStore _store;

    private WideBench(int seconds)
    {
        Seconds = seconds;
        _store = new(Path.Combine(Folder, "online"));
        WideService.Materialize(_store, _plan);
    }

    /// <summary>How long each server is driven in a round.</summary>
    public int Seconds { get; }

    public string Folder => _folder.FullName;

    /// <summary>Runs a measurement, or says that wrk is missing.</summary>
    /// <param name="args">None, or how many seconds each server is driven in a round.</param>
    /// <param name="measure">The measurement, which gives the exit code.</param>
    public static async Task<int> RunAsync(string[] args, Func<WideBench, Task<int>> measure)
    {
        if (!Wrk.IsInstalled())
        {
            Console.Error.WriteLine("wrk is not installed: apt-get install wrk");
            return 2;
        }

        using var bench = new WideBench(args is [var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 5);
        return await measure(bench);
    }

    /// <summary>A server over the vectors in LMDB, or over others.</summary>
    public Task<QuernServer> StartAsync(ServedLog? served = null, Func<ServicePlan, IVectorSource>? open = null) => QuernServer.StartAsync(
        new WideRegistry(_plan, open ?? (service => new OnlineVectors(_store, service))), new() { Url = "http://127.0.0.1:0", Clock = new FixedClock(WideService.Now), Served = served });

    /// <summary>The median of each server's rates, in the order in which a round gives them.</summary>
    public static double[] Medians(Func<double[]> round)
    {
        var rounds = Enumerable.Range(0, Rounds).Select(_ => round()).ToArray();
        return [.. rounds[0].Select((_, server) => rounds.Select(rates => rates[server]).Order().ElementAt(Rounds / 2))];
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }
}
