namespace Quern.Connectors.Tests.S3;

/// <summary>A server that fails now and then, in every way that passes, until this is disposed; some request must have felt it.</summary>
internal sealed class Failing : IDisposable
{
    private readonly S3Server _server;

    public Failing(S3Server server, int seed)
    {
        _server = server;
        server.Faults = new(seed, 0.25, S3Fault.Error500, S3Fault.SlowDown503, S3Fault.CutBefore, S3Fault.CutAfter, S3Fault.TornAnswer);
    }

    public void Dispose()
    {
        _server.Faults!.Count.ShouldBeGreaterThan(0);
        _server.Faults = null;
    }
}
