using Quern.Engine.Audit;
using Quern.Engine.Materialization;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Audit;

/// <summary>A shop that is served from online state by a real ingest, whose answers are logged, and whose history can be audited.</summary>
internal sealed class AuditedShop : IDisposable
{
    public static readonly Instant Noon = Instant.From(new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero));

    private readonly MemoryOnlineStore _log = new();
    private readonly MemoryOnlineStore _state = new();
    private readonly Dictionary<string, AuditedVersion> _versions = [];
    private StreamIngest _ingest;
    private RepositoryPlan _all;
    private ServicePlan _plan;
    private int _asked;

    public AuditedShop()
    {
        (_plan, _all) = (ShopFeatures.Plan(new ShopFeatures(), out var all), all);
        _ingest = new(_log, _state, Clock, new() { CheckpointEvery = TimeSpan.FromDays(1) });
        Apply(new ShopFeatures(), "code one");
    }

    public FakeClock Clock { get; } = new(Noon);

    public MemorySourceReader Files { get; } = new();

    public MemoryLog Log { get; } = new();

    /// <summary>Gets or sets what history is read from by an audit; by default all there is.</summary>
    public Func<ISourceReader, ISourceReader> History { get; set; } = reader => reader;

    private string Version => $"{_versions.Count}";

    private string Code => _versions[Version].Code;

    /// <summary>Makes another version current and serves it.</summary>
    public void Apply(FeatureRepository repository, string code)
    {
        _plan = ShopFeatures.Plan(repository, out _all);
        _versions[$"{_versions.Count + 1}"] = new($"{_versions.Count + 1}", code, _plan);
        _ingest.Use(_all);
    }

    /// <summary>Makes another version current, while the one before is served on.</summary>
    public void ApplyUnserved(FeatureRepository repository) => _versions[$"{_versions.Count + 1}"] = new($"{_versions.Count + 1}", "code later", ShopFeatures.Plan(repository, out _));

    /// <summary>Gives a version other definitions than it had.</summary>
    public void Overwrite(string version, FeatureRepository repository, string code) => _versions[version] = new(version, code, ShopFeatures.Plan(repository, out _));

    public void Push(params (int Seconds, string Who, double Amount)[] purchases) => _ingest.PushAsync("purchases", RecordField.Batch(
        _ingest.SchemaOf("purchases"), purchases.Select(purchase => new Purchase(At(purchase.Seconds), purchase.Who, purchase.Amount)))).GetAwaiter().GetResult();

    public void Give(params (int Seconds, string Who, string Level)[] cards) => Files.Add("cards", cards.Select(card => new Card(At(card.Seconds), card.Who, card.Level)));

    /// <summary>Moves the clock to so many seconds after noon.</summary>
    public void GoTo(int seconds) => Clock.Now = new(Noon.Microseconds + (seconds * Instant.PerSecond));

    public void Materialize() => new Materializer(Files, _state, new(1, 1 << 20)).Run(new(_all.Views["membership"], null, Clock.Now, Rebuild: false, new(BadRowPolicy.Fail)), null, default);

    /// <summary>Pauses a view, or lets it go on, as somebody else would.</summary>
    public void Pause(string view, bool isOn)
    {
        using var write = _state.BeginWrite();
        var end = new StreamLog(_log).End("purchases");
        if (isOn) PauseCatalog.Pause(write, new(view, Clock.Now, "by hand", end, Until: null));
        else PauseCatalog.Resume(write, view, end);
        write.Commit();
    }

    public void Restart()
    {
        _ingest.Dispose();
        _ingest = new(_log, _state, Clock, new() { CheckpointEvery = TimeSpan.FromDays(1) });
        _ingest.Use(_all);
    }

    /// <summary>Serves a customer now, and logs the answer under the version that is current, or another.</summary>
    public LoggedRow Ask(string who, string? version = null)
    {
        using var vectors = new OnlineVectors(_state, _plan, _ingest.Heads);
        var (keys, batch) = (new TextColumn(new StringPool()), new VectorBatch(_plan));
        keys.Append(System.Text.Encoding.UTF8.GetBytes(who));
        vectors.Read([keys], [], 1, Clock.Now, batch);
        var row = new LoggedRow(
            $"r{++_asked}", Clock.Now, version ?? Version, Code, _plan, [Value.Of(who)],
            [.. _plan.Outputs.Select(output => (batch.Of(output)[0], batch.Of(output).StatusOf(0)))], [.. batch.OnlineTo], [.. batch.EventTimes.Select(times => times[0])]);
        Log.Rows.Add(row);
        return row;
    }

    public AuditReport Audit(bool asKnown = false, Func<AuditRequest, AuditRequest>? configure = null)
    {
        var reader = History(new StreamedSourceReader(Files, new StreamLog(_log)));
        var request = new AuditRequest("checkout", new(Instant.Min, Instant.Max), new(Clock.Now.Microseconds + (3_600 * Instant.PerSecond))) { AsKnown = asKnown };
        return new SkewAudit(Log, reader, new(2, 1 << 20), _versions.GetValueOrDefault).Run(configure?.Invoke(request) ?? request, _versions[Version], null, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _ingest.Dispose();
        _log.Dispose();
        _state.Dispose();
    }

    private static DateTimeOffset At(int seconds) => Noon.ToDateTimeOffset().AddSeconds(seconds);
}
