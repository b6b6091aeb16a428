namespace Quern.Cli.Pushing;

/// <summary>How long to wait before the same is tried again: a fifth of a second first, twice as long each time, and no more than ten times.</summary>
internal sealed class Backoff
{
    private const int Most = 10;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private int _tries;

    /// <summary>Waits; false when it was tried often enough.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellation)
    {
        if (_tries == Most) return false;
        var wait = First * (1 << _tries++);
        await Task.Delay(wait < Longest ? wait : Longest, cancellation).ConfigureAwait(false);
        return true;
    }
}
