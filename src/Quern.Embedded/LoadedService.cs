using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Planning;

namespace Quern.Embedded;

/// <summary>A service of one registry version with the sessions that read it.</summary>
internal sealed class LoadedService : IDisposable
{
    public LoadedService(IOnlineStore store, ServicePlan plan, Action<string, int, Exception> failed)
    {
        var shape = new VectorShape(plan);
        (Plan, Names) = (plan, shape.Names);
        Sessions = new(() => new(store, plan, shape, failed));
    }

    public ServicePlan Plan { get; }

    public IReadOnlyList<string> Names { get; }

    public Pool<VectorSession> Sessions { get; }

    public void Dispose() => Sessions.Dispose();
}
