using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Server;
using Quern.Server.Clocks;
using Quern.Server.Serving;
using Quern.Stores.Lmdb;
using Quern.Time;

namespace Quern.RealData.Tests.Streams;

/// <summary>A server of a stream called <c>rows</c>, at a clock that its client sets, and one connection to it.</summary>
internal sealed class ReplayServer : IDisposable
{
    private static readonly MediaTypeHeaderValue Lines = new("application/x-ndjson");
    private static readonly StreamLimits Limits = new() { CheckpointEvery = TimeSpan.FromMilliseconds(200) };
    private readonly LmdbOnlineStore _online;
    private readonly LmdbOnlineStore _log;
    private readonly StreamIngest _ingest;
    private readonly RepositoryPlan _plan;
    private readonly QuernServer _server;
    private readonly HttpClient _client;
    private Exception? _failure;

    /// <summary>Starts it in a folder, with what is there from before.</summary>
    public ReplayServer(string folder, RepositoryPlan plan)
    {
        var clock = new ManualClock(Instant.Min);
        _online = new(Path.Combine(folder, "online"));
        _log = new(Path.Combine(folder, "streams"));
        _ingest = new(_log, _online, clock, Limits, failure => _failure = failure);
        _plan = plan;
        _server = QuernServer.StartAsync(new Registry(plan, _online, _ingest), new() { Url = "http://127.0.0.1:0", Clock = clock }, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        _client = new() { BaseAddress = new(_server.Url), Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Moves the clock.</summary>
    public void SetClock(Instant now) => Send(HttpMethod.Put, "/v1/clock", Encoding.UTF8.GetBytes($$"""{"now":"{{now}}"}""")).ShouldNotBeEmpty();

    /// <summary>Pushes lines; how many of the events were taken, were there already, and came too late. None may be refused.</summary>
    public (int Accepted, int Duplicate, int Late) Push(byte[] lines)
    {
        var sum = (Accepted: 0, Duplicate: 0, Late: 0);
        foreach (var line in Encoding.UTF8.GetString(Send(HttpMethod.Post, "/v1/streams/rows/events", lines)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var answer = JsonDocument.Parse(line);
            int Number(string name) => answer.RootElement.GetProperty(name).GetInt32();
            Number("refused_count").ShouldBe(0, line);
            answer.RootElement.TryGetProperty("error", out _).ShouldBeFalse(line);
            sum = (sum.Accepted + Number("accepted"), sum.Duplicate + Number("duplicate"), sum.Late + Number("late"));
        }

        return sum;
    }

    /// <summary>What is answered to a question for features.</summary>
    public byte[] Read(byte[] question) => Send(HttpMethod.Post, "/get-online-features", question);

    /// <summary>Ends it as a power cut would: what it has acknowledged is in the log, and what its memory holds beside is lost.</summary>
    public void Crash()
    {
        _ingest.Heads.Use(_plan with { Views = new Dictionary<string, ViewPlan>() });
        Dispose();
    }

    /// <summary>Ends it as an operator would.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _ingest.Dispose();
        _log.Dispose();
        _online.Dispose();
        _failure.ShouldBeNull();
    }

    private byte[] Send(HttpMethod method, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Lines;
        using var response = _client.SendAsync(request, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        var bytes = response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        ((int)response.StatusCode).ShouldBe(200, Encoding.UTF8.GetString(bytes));
        return bytes;
    }

    /// <summary>One version that never changes.</summary>
    private sealed class Registry(RepositoryPlan plan, LmdbOnlineStore online, StreamIngest ingest) : IServingRegistry, IServingVersion
    {
        public string Project => "replay";

        public string Version => "1";

        public RepositoryPlan Repository => plan;

        public StreamIngest? Streams => ingest;

        public string? ReadHead() => Version;

        public IServingVersion Load(string head, ILogger log)
        {
            ingest.Use(plan);
            return this;
        }

        public IVectorSource OpenSource(ServicePlan service) => new OnlineVectors(online, service, ingest.Heads);

        public Instant? MaterializedTo(ViewPlan view) => null;

        public void Dispose()
        {
        }
    }
}
