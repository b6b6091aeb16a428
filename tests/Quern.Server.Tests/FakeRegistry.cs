using Microsoft.Extensions.Logging;
using Quern.Connectors.Feeds;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Server.Materialization;
using Quern.Server.Serving;
using Quern.Time;

namespace Quern.Server.Tests;

/// <summary>A registry in memory. What its vectors are depends on the version, so that an answer tells which version gave it.</summary>
internal sealed class FakeRegistry(RepositoryPlan plan) : IServingRegistry
{
    private volatile string? _head = "1";
    private int _open;

    /// <summary>Called before each read, with the instant asked for.</summary>
    public Action<Instant>? OnRead { get; set; }

    public string? Head
    {
        get => _head;
        set => _head = value;
    }

    /// <summary>How many loaded versions and opened sources are not disposed.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>What versions materialize with.</summary>
    public IViewMaterializer? Materializer { get; set; }

    /// <summary>How the feeds of versions stand.</summary>
    public IReadOnlyList<FeedStatus> Feeds { get; set; } = [];

    public Finding? LoadFinding { get; set; }

    /// <summary>What is wrong when the newest version is asked for.</summary>
    public Finding? HeadFinding { get; set; }

    public string? ReadHead() => HeadFinding is { } finding ? throw new QuernException(finding) : _head;

    public IServingVersion Load(string head, ILogger log) => LoadFinding is { } finding ? throw new QuernException(finding) : new FakeVersion(this, head);

    private sealed class FakeVersion : IServingVersion
    {
        private readonly FakeRegistry _registry;

        public FakeVersion(FakeRegistry registry, string version)
        {
            (_registry, Version) = (registry, version);
            Repository = registry.Plan;
            Interlocked.Increment(ref registry._open);
        }

        public string Project => "flights";

        public string Version { get; }

        public RepositoryPlan Repository { get; }

        public Quern.Engine.Streams.StreamIngest? Streams => null;

        public IReadOnlyList<FeedStatus> Feeds => _registry.Feeds;

        public IViewMaterializer? Materializer => _registry.Materializer;

        public IVectorSource OpenSource(ServicePlan service)
        {
            Interlocked.Increment(ref _registry._open);
            return new FakeVectors(service, long.Parse(Version, System.Globalization.CultureInfo.InvariantCulture), _registry.OnRead, () => Interlocked.Decrement(ref _registry._open));
        }

        public Instant? MaterializedTo(ViewPlan view) => new Instant(0);

        public void Dispose() => Interlocked.Decrement(ref _registry._open);
    }

    private RepositoryPlan Plan => plan;
}
