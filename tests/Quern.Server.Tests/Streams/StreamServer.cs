using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Server.Changes;
using Quern.Server.Clocks;
using Quern.Server.Materialization;
using Quern.Server.Projects;
using Quern.Server.Serving;
using Quern.Server.TrainingSets;
using Quern.Stores.Lmdb;
using Quern.Stores.Projects;
using Quern.Time;

namespace Quern.Server.Tests.Streams;

/// <summary>A server over LMDB in a folder of its own, whose registry has plans instead of compiled definitions.</summary>
internal sealed class StreamServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly IOnlineStore _online;
    private readonly ProjectStreams _streams;
    private readonly Registry _registry;
    private readonly QuernServer _server;

    private StreamServer(DirectoryInfo folder, IOnlineStore online, ProjectStreams streams, Registry registry, QuernServer server)
    {
        (_folder, _online, _streams, _registry, _server) = (folder, online, streams, registry, server);
        Client = new() { BaseAddress = new(server.Url), Timeout = TimeSpan.FromSeconds(60) };
    }

    public static Instant Noon { get; } = Instant.From(new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero));

    public HttpClient Client { get; }

    public QuernServer Server => _server;

    public bool HasLog => Directory.Exists(Project.Streams);

    public ProjectFolder Project => new(_folder.FullName);

    public static async Task<StreamServer> StartAsync(RepositoryPlan plan, IClock? clock = null, StreamLimits? limits = null, Func<IOnlineStore, IOnlineStore>? wrap = null, string? folder = null, IReadOnlyList<Trigger>? triggers = null,
        Func<IVectorSource, IVectorSource>? source = null, Func<TrainingSetOptions, TrainingSetOptions>? trainingSets = null, Func<string, IOnlineStore, IViewMaterializer>? materializer = null, Func<ServerOptions, ServerOptions>? configure = null)
    {
        var place = folder is null ? Directory.CreateTempSubdirectory("quern-streams-") : new(folder);
        clock ??= new FixedClock(Noon);
        var project = new ProjectFolder(place.FullName);
        var making = new TrainingSetOptions(project);
        var online = new LmdbOnlineStore(project.Online);
        IOnlineStore Open() => new LmdbOnlineStore(project.Streams);
        var streams = new ProjectStreams(() => wrap is null ? Open() : wrap(Open()), online, clock, limits ?? new());
        var registry = new Registry(online, streams, source ?? (own => own)) { Plan = plan, Materializer = materializer?.Invoke(place.FullName, online) };
        var options = new ServerOptions { Url = "http://127.0.0.1:0", PollInterval = TimeSpan.FromMilliseconds(20), Clock = clock, Triggers = triggers ?? [], TrainingSets = trainingSets?.Invoke(making) ?? making };
        return new(place, online, streams, registry, await QuernServer.StartAsync(registry, configure?.Invoke(options) ?? options, TestContext.Current.CancellationToken));
    }

    /// <summary>Puts another version in place, and waits until it is served.</summary>
    public async Task ApplyAsync(RepositoryPlan plan)
    {
        _registry.Plan = plan;
        var head = _registry.Next();
        while ((string?)(await AnswerAsync(Client.GetAsync("/v1/registry"))).Body!["version"] != head) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    public Task<(int Status, JsonNode? Body)> PushAsync(string body, string type = "application/json", string stream = "purchases", string? encoding = null) =>
        PushAsync(Encoding.UTF8.GetBytes(body), type, stream, encoding);

    public Task<(int Status, JsonNode? Body)> PushAsync(byte[] body, string type = "application/json", string stream = "purchases", string? encoding = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return AnswerAsync(Client.PostAsync($"/v1/streams/{stream}/events", content, TestContext.Current.CancellationToken));
    }

    public Task<(int Status, JsonNode? Body)> FeastPushAsync(string body) => AnswerAsync(Client.PostAsync("/push", new StringContent(body), TestContext.Current.CancellationToken));

    /// <summary>The values of a customer: what was spent within the hour and ever, the number of sales of both, and the last shop and amount.</summary>
    public async Task<string> CheckoutAsync(string customer)
    {
        var answer = await VectorsAsync("checkout", $$"""{"customer":["{{customer}}"]}""");
        return string.Join(" ", new[] { "spent_1h", "count_1h", "spent_lifetime", "count_lifetime", "shop", "last_amount" }.Select(name => answer.Values(name)));
    }

    public async Task<string> ValuesAsync(string service, string entities, string feature) => (await VectorsAsync(service, entities)).Values(feature);

    /// <summary>What is answered for a service's features.</summary>
    public async Task<JsonNode> VectorsAsync(string service, string entities)
    {
        var (status, text) = await Client.AskAsync("/get-online-features", $$"""{"feature_service":"{{service}}","entities":{{entities}}}""");
        status.ShouldBe(200, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>How many events of the one stream are not in indexed state yet.</summary>
    public async Task<long> LagAsync() => (long)(await AnswerAsync(Client.GetAsync("/v1/streams", TestContext.Current.CancellationToken))).Body![0]!["lag"]!;

    /// <summary>The lines of an answer to lines.</summary>
    public static JsonNode[] Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    public IReadOnlyList<DeadLetter> DeadLetters()
    {
        using var store = new LmdbOnlineStore(Project.Streams);
        return Engine.Streams.DeadLetters.List(store);
    }

    /// <summary>Stops it and leaves the folder, whose path it gives.</summary>
    public async Task<string> StopAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _streams.Dispose();
        _online.Dispose();
        return _folder.FullName;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<(int Status, JsonNode? Body)> AnswerAsync(Task<HttpResponseMessage> asked)
    {
        using var response = await asked;
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (text.Length == 0) return ((int)response.StatusCode, null);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/x-ndjson" ? new JsonArray([.. Lines(text)]) : JsonNode.Parse(text));
    }

    private sealed class Registry(IOnlineStore online, ProjectStreams streams, Func<IVectorSource, IVectorSource> source) : IServingRegistry
    {
        private int _head = 1;

        public required RepositoryPlan Plan { get; set; }

        public IViewMaterializer? Materializer { get; init; }

        public string? ReadHead() => Text();

        public string Next()
        {
            Interlocked.Increment(ref _head);
            return Text();
        }

        public IServingVersion Load(string head, ILogger log) => new Version(head, Plan, online, streams.Use(Plan, Plan, log), streams.Store, source, Materializer);

        private string Text() => Volatile.Read(ref _head).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class Version(string head, RepositoryPlan plan, IOnlineStore online, StreamIngest? streams, IOnlineStore? streamStore, Func<IVectorSource, IVectorSource> source, IViewMaterializer? materializer) : IServingVersion
    {
        public string Project => "shop";

        string IServingVersion.Version => head;

        public RepositoryPlan Repository => plan;

        public StreamIngest? Streams => streams;

        public IOnlineStore? StreamStore => streamStore;

        public IViewMaterializer? Materializer => materializer;

        public IVectorSource OpenSource(ServicePlan service) => source(new OnlineVectors(online, service, streams?.Heads));

        public OnlineVectors OpenTraced(ServicePlan service) => new(online, service, streams?.Heads);

        public Instant? MaterializedTo(ViewPlan view) => null;

        public void Dispose()
        {
        }
    }
}
