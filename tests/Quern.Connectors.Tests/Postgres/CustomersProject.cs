using System.Collections.Concurrent;
using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Engine.Feeds;
using Quern.Engine.PointInTime;
using Quern.Engine.Serving;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Schema;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Connectors.Tests.Postgres;

/// <summary>A project with the stream of customers, in memory, fed by a table; it can lose all that a process holds.</summary>
internal sealed class CustomersProject : IDisposable
{
    private readonly MemoryOnlineStore _log = new();
    private readonly MemoryOnlineStore _state = new();
    private readonly string _connection;
    private StreamIngest _ingest;
    private RepositoryPlan _plan;
    private FeedHost? _host;

    public CustomersProject(string connection, FeatureRepository? definitions = null)
    {
        _connection = connection;
        _plan = SalesFeatures.Plan(definitions ?? new CustomerFeatures());
        _ingest = Start();
    }

    /// <summary>Gets the folder that survives.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("quern-feeds-").FullName;

    public ConcurrentQueue<string> Told { get; } = new();

    public FeedStatus Status => _host!.Status.Single();

    public long Count => new StreamLog(_log).End("customers");

    /// <summary>Begins to feed.</summary>
    /// <param name="more">More settings, or the same ones with other values.</param>
    public void Feed(params (string Name, object? Value)[] more)
    {
        _host = new(Sources(more), FedProject.Quick, TimeProvider.System) { Folder = Folder };
        Use();
    }

    public void Apply(FeatureRepository definitions)
    {
        _plan = SalesFeatures.Plan(definitions);
        _ingest.Use(_plan);
        if (_host is not null) Use();
    }

    public IReadOnlyDictionary<string, IFeedSource> Sources(params (string Name, object? Value)[] more)
    {
        var settings = new Dictionary<string, object>
        {
            ["connection"] = _connection, ["table"] = "public.customers", ["slot"] = Slot, ["publication"] = "quern_customers", ["create"] = true, ["operation"] = "op", ["commit_time"] = "changed_at",
        };
        foreach (var (name, value) in more)
            if (value is null) settings.Remove(name);
            else settings[name] = value;
        var findings = new List<Finding>();
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(new Dictionary<string, object> { ["customers"] = new Dictionary<string, object> { ["postgres"] = settings } }));
        var sources = FeedSettings.Read(json.RootElement, findings);
        findings.ShouldBeEmpty();
        return sources;
    }

    /// <summary>Gets the name of the slot; slots are the server's, not the database's.</summary>
    public string Slot { get; } = $"s{Guid.NewGuid():n}";

    public void EndFeed()
    {
        _host?.Dispose();
        _host = null;
    }

    /// <summary>Loses what the process holds, but for what is durable.</summary>
    public void Crash()
    {
        EndFeed();
        _ingest.Heads.Use(_plan with { Views = new Dictionary<string, ViewPlan>() });
        _ingest.Dispose();
        _ingest = Start();
    }

    /// <summary>Waits until so many events are in the log, and reads see them.</summary>
    public void WaitForCount(long count)
    {
        Eventually.So(() => Count >= count, () => $"{Count} of {count} events; {Status}");
        _ingest.Use(_plan);
    }

    public void WaitFor(string code) => Eventually.So(() => Status is { State: FeedState.Waiting, LastError: { } error } && error.Code == code, () => Status.ToString());

    public void WaitForWarning(string code) => Eventually.So(() => Told.Contains(code), () => Status.ToString());

    public void WaitForReading() => Eventually.So(() => Status.State == FeedState.Reading, () => Status.ToString());

    public IReadOnlyList<DeadLetter> DeadLetters() => Engine.Streams.DeadLetters.List(_log);

    /// <summary>The events of the log in their order, each as its values between bars, without those of some columns.</summary>
    public string[] Events(params string[] without)
    {
        var source = _plan.Definition.Sources.Single();
        var fields = Enumerable.Range(0, source.Schema.Fields.Count).Where(field => !without.Contains(source.Schema.Fields[field].Column)).ToArray();
        var sink = new TextSink(fields);
        new StreamedSourceReader(new MemorySourceReader(), new(_log)).Scan(new(source, fields, null, new(BadRowPolicy.Fail)), sink, default);
        return [.. sink.Rows];
    }

    /// <summary>The features of customers now, each as its values between bars.</summary>
    public string[] Served(long[] ids, Instant? at = null)
    {
        var request = Ask(ids, at);
        var batch = new VectorBatch(request.Service);
        using var vectors = new OnlineVectors(_state, request.Service, _ingest.Heads);
        vectors.Read(request.JoinKeys, [], ids.Length, request.Times.Count == 0 ? default : new(request.Times.Values[0]), batch);
        return [.. ids.Select((_, row) => string.Join('|', batch.Reads.SelectMany((read, i) => Enumerable.Range(0, request.Service.Reads[i].Features.Count).Select(feature => Text(read[feature][row])))))];
    }

    /// <summary>The same of a training set.</summary>
    public string[] Trained(long[] ids, Instant? at = null)
    {
        var request = Ask(ids, at);
        var values = new PlainHistory(new StreamedSourceReader(new MemorySourceReader(), new(_log))).Compute(request, [.. Enumerable.Range(0, ids.Length)], default);
        return [.. values.GroupBy(value => value.Row).OrderBy(row => row.Key).Select(row => string.Join('|', row.OrderBy(value => value.Input.Read).ThenBy(value => value.Input.Index).Select(value => Text(value.Result.Value))))];
    }

    public void Dispose()
    {
        EndFeed();
        _ingest.Dispose();
        _log.Dispose();
        _state.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Text(Value value) => value.IsNull ? "null" : value.ToString();

    private void Use() => _host!.Use(_ingest, (_, finding) => Told.Enqueue(finding?.Code ?? "well"));

    private HistoryRequest Ask(long[] ids, Instant? at)
    {
        var (times, keys) = (new Int64Column(ValueKind.Timestamp), new Int64Column(ValueKind.Int64));
        foreach (var id in ids)
        {
            times.Append((at ?? new MachineClock().Now).Microseconds);
            keys.Append(id);
        }

        return new(_plan.Services["checkout"], times, [keys], [], false, new(BadRowPolicy.Fail));
    }

    private StreamIngest Start()
    {
        var ingest = new StreamIngest(_log, _state, new MachineClock(), new() { CheckpointEvery = TimeSpan.FromMilliseconds(50) });
        ingest.Use(_plan);
        return ingest;
    }

    private sealed class MachineClock : IClock
    {
        public Instant Now => Instant.From(TimeProvider.System.GetUtcNow());
    }

    private sealed class TextSink(int[] fields) : IScanSink, IBatchSink
    {
        public List<string> Rows { get; } = [];

        public IBatchSink Open() => this;

        public void Take(EventBatch batch)
        {
            for (var row = 0; row < batch.Count; row++) Rows.Add(string.Join('|', fields.Select(field => Text(batch[field][row]))));
        }
    }
}
