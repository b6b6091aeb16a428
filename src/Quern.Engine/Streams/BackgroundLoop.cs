namespace Quern.Engine.Streams;

/// <summary>Does a piece of work again and again, on a thread of its own, and a last time when it is disposed. Work that fails is told and tried again the next time.</summary>
public sealed class BackgroundLoop : IDisposable
{
    private readonly Action _work;
    private readonly TimeSpan _every;
    private readonly Action<Exception>? _failed;
    private readonly Action? _begins;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <summary>Begins.</summary>
    /// <param name="name">What the thread is called.</param>
    /// <param name="every">How long it rests between two times.</param>
    /// <param name="work">The work; never twice at once.</param>
    /// <param name="failed">Told what went wrong.</param>
    /// <param name="begins">What the thread calls first; null for nothing.</param>
    public BackgroundLoop(string name, TimeSpan every, Action work, Action<Exception>? failed, Action? begins = null)
    {
        (_work, _every, _failed, _begins) = (work, every, failed, begins);
        _thread = new(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        Try();
        _stop.Dispose();
    }

    private void Run()
    {
        _begins?.Invoke();
        while (!_stop.Wait(_every)) Try();
    }

    private void Try()
    {
        try
        {
            _work();
        }
#pragma warning disable CA1031 // Whatever it is, the next time may go well.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failed?.Invoke(e);
        }
    }
}
