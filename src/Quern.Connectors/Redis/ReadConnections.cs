using System.Collections.Concurrent;

namespace Quern.Connectors.Redis;

/// <summary>
/// Connections on which the values of many keys are read: whoever asks has one for itself, and reads the answer where it was received. On the one connection of the driver, one thread receives what all have asked for and makes an
/// object of each value. They are made when they are needed, at most a few for each processor, and again after they were lost.
/// </summary>
/// <param name="settings">Where the server is.</param>
/// <param name="password">Opens it; null for none.</param>
internal sealed class ReadConnections(RedisSettings settings, string? password) : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentStack<ReadConnection> _idle = new();
    private readonly SemaphoreSlim _free = new(Most);
    private volatile Failure? _failure;
    private volatile bool _isClosed;

    /// <summary>Gets how many there are at most. More would wait for processors instead of for each other.</summary>
    public static int Most { get; } = Math.Clamp(4 * Environment.ProcessorCount, 8, 64);

    /// <summary>Reads the values of keys, all of one instant.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="replies">Gets a value for each.</param>
    /// <exception cref="QuernException">The server cannot be reached, takes too long, or refuses.</exception>
    public void Read(ReadOnlySpan<byte[]> keys, Replies replies)
    {
        var deadline = new Deadline(settings.Timeout);
        if (!_free.Wait(deadline.Left)) throw new QuernException(RedisFindings.Slow(settings));
        try
        {
            while (_idle.TryPop(out var idle))
                if (TryRead(idle, keys, replies, deadline))
                    return;
            Read(Open(deadline), keys, replies, deadline);
        }
        catch (Exception cause) when (RedisErrors.Of(settings, cause) is { } known)
        {
            throw known;
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryPop(out var idle)) idle.Dispose();
    }

    // The server may have closed it while nobody used it. To read again is to read once.
    private bool TryRead(ReadConnection idle, ReadOnlySpan<byte[]> keys, Replies replies, in Deadline deadline)
    {
        try
        {
            Read(idle, keys, replies, deadline);
            return true;
        }
        catch (IOException cause) when (!RedisErrors.IsTimeout(cause))
        {
            return false;
        }
    }

    private void Read(ReadConnection connection, ReadOnlySpan<byte[]> keys, Replies replies, in Deadline deadline)
    {
        var isSound = false;
        try
        {
            connection.Ask(keys, replies, deadline);
            isSound = true;
        }
        catch (RedisRefusal)
        {
            isSound = true;
            throw;
        }
        finally
        {
            if (isSound) _idle.Push(connection);
            else connection.Dispose();
            if (_isClosed) Dispose();
        }
    }

    // Where nobody answers, not everybody waits for as long as a connection may take.
    private ReadConnection Open(in Deadline deadline)
    {
        if (_failure is { } last && last.Rested.Left > TimeSpan.Zero) throw new QuernException(last.Findings);
        try
        {
            var connection = ReadConnection.Open(settings, password, deadline);
            _failure = null;
            return connection;
        }
        catch (Exception cause) when (RedisErrors.Of(settings, cause) is { } known)
        {
            _failure = new(known.Findings, new(Rest));
            throw known;
        }
    }

    private sealed record Failure(IReadOnlyList<Finding> Findings, Deadline Rested);
}
