using Quern.Engine.Serving;
using Quern.Engine.Usage;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;

namespace Quern.Server.Serving;

/// <summary>Where a read with a deadline is; known to <see cref="ReadThreads"/> alone.</summary>
internal enum ReadStage
{
    Waiting,
    Running,
    Overdue,
    Over,
}

/// <summary>
/// A read with a deadline. Two have it in hand: the thread that reads, and the request that answers with what is there when time is up. Whoever is last to let go gives the session back, and with it
/// the service and the state, so that neither ever uses what another request has.
/// </summary>
internal sealed class TimelyRead
{
    private readonly ServedService _service;
    private readonly ServingState _state;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _hands = 2;
    private volatile bool _isBroken;
    private volatile Exception? _failure;

    private TimelyRead(ServingState state, ServedService service, VectorSession session, TimeProvider time, Consumer? consumer)
    {
        (_state, _service, Session, _time, Consumer) = (state, service, session, time, consumer);
        Progress = new(service.Service.Plan);
    }

    internal VectorSession Session { get; }

    internal ReadProgress Progress { get; }

    /// <summary>Who asks; null where nobody counts it.</summary>
    internal Consumer? Consumer { get; }

    /// <summary>Why the reading failed; null where it did not, or has not yet.</summary>
    internal Exception? Failure => _failure;

    internal ReadStage Stage { get; set; }

    /// <summary>Gets or sets its place among those that wait for a thread.</summary>
    internal LinkedListNode<TimelyRead>? Place { get; set; }

    /// <summary>Reads the entities of a request. The read takes over the caller's hold of the state, and its entry to the service, unless there are findings.</summary>
    internal static TimelyRead? Begin(ServingState state, ServedService service, RequestHead head, ServerOptions options, Consumer? consumer, ref List<RequestFinding>? findings)
    {
        var session = service.Rent();
        try
        {
            if (session.Begin(head, options.Clock, ref findings)) return new(state, service, session, options.Time, consumer);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        service.Return(session);
        return null;
    }

    /// <summary>Reads, on a thread that may be lost to it.</summary>
    internal void Run()
    {
        var began = _time.GetTimestamp();
        try
        {
            if (!Progress.IsCut) Session.Read(Progress);
        }
#pragma warning disable CA1031 // Whoever waits is told. Where nobody does any more, the answer has been given without it, and the next read meets the same trouble.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = e;
            _isBroken = e is not QuernException known || !VectorRefusals.AreAboutState(known);
        }

        // What is cut off goes on, and is paid for.
        _service.Usage?.AddTime(Consumer!, _time.GetElapsedTime(began));
    }

    /// <summary>Tells whoever waits that the reading is over, and lets go.</summary>
    internal void End()
    {
        _over.TrySetResult();
        Release();
    }

    /// <summary>Waits until the read is done or failed, or the time is up, or nobody wants the answer any more.</summary>
    internal async Task WaitAsync(TimeProvider time, TimeSpan left, CancellationToken gone)
    {
        using var leaves = gone.UnsafeRegister(static over => ((TaskCompletionSource)over!).TrySetResult(), _over);
        var timer = time.CreateTimer(static over => ((TaskCompletionSource)over!).TrySetResult(), _over, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false)) await _over.Task.ConfigureAwait(false);
    }

    /// <summary>Nobody knows in what state the session is: it is not used again.</summary>
    internal void Break() => _isBroken = true;

    /// <summary>Lets go of it, once for each of the two.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _hands) > 0) return;
        if (_isBroken) Session.Dispose();
        else _service.Return(Session);
        _service.Leave();
        _state.Release();
    }
}
