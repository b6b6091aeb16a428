namespace Quern.Server.Tests;

/// <summary>What a server logs, to be read while it writes.</summary>
internal sealed class ServerLog : StringWriter
{
    private readonly Lock _lock = new();

    public override void WriteLine(string? value)
    {
        lock (_lock) base.WriteLine(value);
    }

    public override string ToString()
    {
        lock (_lock) return base.ToString();
    }
}
