namespace Quern.Server.Serving;

/// <summary>The one reference to the current state. Requests under way finish on the state that they began with.</summary>
internal sealed class ServingStates(LoadGate gate, ReadThreads threads)
{
    private ServingState? _current;

    /// <summary>Holds the current state for a request; null while there is none. Whoever gets one must <see cref="ServingState.Release"/> it.</summary>
    internal ServingState? Hold()
    {
        while (Volatile.Read(ref _current) is { } state)
            if (state.TryHold())
                return state;
        return null;
    }

    /// <summary>What turns reads away under load.</summary>
    internal LoadGate Gate => gate;

    /// <summary>What runs reads that have a deadline.</summary>
    internal ReadThreads Threads => threads;

    /// <summary>Whether there is a state.</summary>
    internal bool IsReady => Volatile.Read(ref _current) is not null;

    /// <summary>Puts a state, or none, in place of the current one.</summary>
    internal void Swap(ServingState? state) => Interlocked.Exchange(ref _current, state)?.Retire();
}
