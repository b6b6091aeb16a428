using System.Collections.Concurrent;
using Quern.Engine.Online;
using Quern.Planning;

namespace Quern.Embedded;

/// <summary>A service of one registry version with as many sessions as threads ever read it at once. Once it is disposed, a session ends when it comes back. Safe for many threads.</summary>
internal sealed class SessionPool(IOnlineStore store, ServicePlan plan, Action<string, int, Exception> failed) : IDisposable
{
    private readonly ConcurrentBag<VectorSession> _idle = [];
    private readonly VectorShape _shape = new(plan);
    private volatile bool _closed;

    public ServicePlan Plan => plan;

    public IReadOnlyList<string> Names => _shape.Names;

    public VectorSession Rent() => _idle.TryTake(out var session) ? session : new(store, plan, _shape, failed);

    public void Return(VectorSession session)
    {
        _idle.Add(session);
        // Closed in the meantime: nobody else will come for it.
        if (_closed) Drain();
    }

    public void Dispose()
    {
        _closed = true;
        Drain();
    }

    private void Drain()
    {
        while (_idle.TryTake(out var session)) session.Dispose();
    }
}
