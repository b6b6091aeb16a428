using StackExchange.Redis;

namespace Quern.Connectors.Redis;

/// <summary>
/// A lock on the server that its holder keeps by saying so every few seconds, so that it ends by itself when the holder dies. A holder that was held up for longer may not know that it is over; what it then writes is refused,
/// since a commit tells the server its token.
/// </summary>
internal sealed class RedisLock : IDisposable
{
    private readonly RedisLink _link;
    private readonly RedisKey _key;
    private readonly TimeSpan _lease;
    private readonly Timer _renewal;
    private int _isOver;

    private RedisLock(RedisLink link, RedisKey key, string token, TimeSpan lease)
    {
        (_link, _key, Token, _lease) = (link, key, token, lease);
        _renewal = new(_ => Renew(), null, lease / 3, lease / 3);
    }

    /// <summary>Gets how long a lock usually outlives a holder that died.</summary>
    public static TimeSpan UsualLease { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets what the server knows the holder by.</summary>
    public string Token { get; }

    /// <summary>Takes a lock; null when somebody else has it.</summary>
    public static RedisLock? TryTake(RedisLink link, RedisKey key, TimeSpan lease)
    {
        var token = Guid.NewGuid().ToString("N");
        return link.Ask(db => db.StringSet(key, token, lease, When.NotExists)) ? new(link, key, token, lease) : null;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
        _renewal.Dispose();
        try
        {
            _link.Ask(db => db.ScriptEvaluate(RedisScripts.Release, [_key], [Token]));
        }
        catch (QuernException)
        {
            // It ends by itself.
        }
    }

    private void Renew()
    {
        try
        {
            if (Volatile.Read(ref _isOver) == 0) _link.Ask(db => db.ScriptEvaluate(RedisScripts.Renew, [_key], [Token, (long)_lease.TotalMilliseconds]));
        }
        catch (QuernException)
        {
            // The next try comes before it is over; and a commit asks the server whether it is.
        }
    }
}
