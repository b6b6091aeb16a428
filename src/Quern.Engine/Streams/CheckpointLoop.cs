namespace Quern.Engine.Streams;

/// <summary>Writes heads into indexed state again and again, on a thread of its own, and a last time when it is disposed.</summary>
internal sealed class CheckpointLoop : IDisposable
{
    private readonly StreamHeads _heads;
    private readonly TimeSpan _every;
    private readonly Action<Exception>? _failed;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public CheckpointLoop(StreamHeads heads, TimeSpan every, Action<Exception>? failed)
    {
        (_heads, _every, _failed) = (heads, every, failed);
        _thread = new(Run) { Name = "checkpoints", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        Write();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.Wait(_every)) Write();
    }

    private void Write()
    {
        try
        {
            if (_heads.AreBehind) _heads.WriteCheckpoint();
        }
#pragma warning disable CA1031 // The head keeps what could not be written, and the log has it; the next time may go well.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failed?.Invoke(e);
        }
    }
}
