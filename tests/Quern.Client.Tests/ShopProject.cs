using Quern.Engine.PointInTime;
using Quern.Engine.Registry;
using Quern.Engine.Sources;
using Quern.Engine.Materialization;
using Quern.Engine.Online;
using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Server;
using Quern.Server.Clocks;
using Quern.Server.Projects;
using Quern.Stores.Lmdb;
using Quern.Stores.Projects;
using Quern.Stores.Registry;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Tests.Shop;

/// <summary>The shop as a project in a folder of its own: applied, materialized, served.</summary>
internal sealed class ShopProject : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-shop-");

    public ShopProject()
    {
        Folder = new(_folder.FullName);
        Write("purchases.csv", "at,customer,amount,items,shop\n2024-05-01T10:10:00Z,ann,0.1,1,north\n2024-05-01T11:20:00Z,ann,2.7,2,south\n2024-05-01T11:40:00Z,ann,0.3,9007199254740993,\"ü, \"\"x\"\"\"\n2024-05-01T11:30:00Z,bob,1,1,\n");
        Write("profiles.csv", "since,customer,city,vip,rebate,born\n2024-01-01,ann,Røst,true,0.1,1980-02-29T01:02:03.456789Z\n2024-01-01,bob,,false,0,1999-12-31\n");
        Apply();
    }

    public static Instant Noon { get; } = Instant.From(new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero));

    public ProjectFolder Folder { get; }

    /// <summary>Applies the definitions, those of this assembly, as another commit.</summary>
    public void Apply()
    {
        var store = new FileRegistryStore(Folder.Registry);
        new DefinitionRegistry(store).Apply(RepositorySnapshot.Empty, File.ReadAllBytes(typeof(ShopFeatures).Assembly.Location), store.Head(), "tests", Noon, "shop");
    }

    /// <summary>Brings all views online up to noon.</summary>
    public void Materialize()
    {
        var (plan, _) = RepositoryPlanner.Plan(RepositoryReader.Read(new ShopFeatures()), new PlanOptions());
        using var reader = new ProjectReader(Folder, new DuckResources());
        using var store = new LmdbOnlineStore(Folder.Online);
        var materializer = new Materializer(reader, store, new HistoryLimits(2, 64 << 20), reader.Log);
        foreach (var view in plan!.Views.Values) materializer.Run(new MaterializationRequest(view, null, Noon, false, new BadRows(BadRowPolicy.Fail)), null, default);
    }

    /// <summary>Starts a server whose clock stands at noon.</summary>
    public async Task<Running> ServeAsync(Func<ServerOptions, ServerOptions>? configure = null)
    {
        var options = new ServerOptions { Url = "http://127.0.0.1:0", Clock = new FixedClock(Noon), TrainingSets = new(Folder) };
        var online = new LmdbOnlineStore(Folder.Online);
        var streams = new ProjectStreams(() => new LmdbOnlineStore(Folder.Streams), online, options.Clock, new());
        var server = await QuernServer.StartAsync(new ProjectRegistry("shop", new FileRegistryStore(Folder.Registry), online, streams), configure?.Invoke(options) ?? options, TestContext.Current.CancellationToken);
        return new(server, streams, online);
    }

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder.Folder, name), text);

    public void Dispose() => _folder.Delete(recursive: true);

    internal sealed class Running(QuernServer server, ProjectStreams streams, IOnlineStore online) : IAsyncDisposable
    {
        public HttpClient Http { get; } = new() { BaseAddress = new(server.Url), Timeout = TimeSpan.FromSeconds(60) };

        /// <summary>Stops it; then what was pushed is in the indexed state.</summary>
        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await server.DisposeAsync();
            streams.Dispose();
            online.Dispose();
        }
    }
}
