namespace Quern.Stores.DuckDb;

/// <summary>
/// Interrupts a connection's query when a token is cancelled. DuckDB forgets an interrupt that comes just before a query begins,
/// so it is repeated until the guard is disposed.
/// </summary>
internal sealed class InterruptGuard : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);

    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly Timer? _timer;

    internal InterruptGuard(DuckConnection connection, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _cancellation = cancellation;
        if (!cancellation.CanBeCanceled)
            return;
        var timer = new Timer(_ => connection.Interrupt());
        _timer = timer;
        _registration = cancellation.Register(() => timer.Change(TimeSpan.Zero, Again));
    }

    /// <summary>The exception to throw: the token's own where it caused the failure.</summary>
    internal Exception Translate(DuckException failure) =>
        failure.Kind == DuckErrorKind.Interrupted && _cancellation.IsCancellationRequested
            ? new OperationCanceledException("the query was cancelled", failure, _cancellation)
            : failure;

    public void Dispose()
    {
        _registration.Dispose();
        if (_timer is null)
            return;
        // A callback that still ran could interrupt the connection's next query.
        using var done = new ManualResetEvent(false);
        if (_timer.Dispose(done))
            done.WaitOne();
    }
}
