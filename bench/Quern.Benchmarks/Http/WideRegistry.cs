using Microsoft.Extensions.Logging;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Server.Serving;
using Quern.Time;

namespace Quern.Benchmarks.Http;

/// <summary>One version that never changes.</summary>
internal sealed class WideRegistry(RepositoryPlan plan, Func<ServicePlan, IVectorSource> open) : IServingRegistry, IServingVersion
{
    public string Project => "benchmark";

    public string Version => "1";

    public RepositoryPlan Repository => plan;

    public string? ReadHead() => Version;

    public IServingVersion Load(string head, ILogger log) => this;

    public Quern.Engine.Streams.StreamIngest? Streams => null;

    public IVectorSource OpenSource(ServicePlan service) => open(service);

    public Instant? MaterializedTo(ViewPlan view) => WideService.Now;

    public void Dispose()
    {
    }
}
