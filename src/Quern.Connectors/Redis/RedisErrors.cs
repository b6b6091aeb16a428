using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis;

namespace Quern.Connectors.Redis;

/// <summary>What exceptions of the driver, and errors of the server, mean to a user.</summary>
internal static class RedisErrors
{
    /// <summary>The exception that a user sees; null for one that is neither the driver's nor that of a connection.</summary>
    public static QuernException? Of(RedisSettings settings, Exception cause) => cause switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Of(settings, first),
        RedisServerException server => new(OfServer(settings, server.Message), cause),
        RedisConnectionException => new(RedisFindings.Unreachable(settings, "The connection was lost."), cause),
        RedisRefusal => new(OfServer(settings, cause.Message), cause),
        AuthenticationException => new(RedisFindings.Tls(settings), cause),
        TimeoutException => new(RedisFindings.Slow(settings), cause),
        IOException when IsTimeout(cause) => new(RedisFindings.Slow(settings), cause),
        SocketException => new(RedisFindings.Unreachable(settings, "No connection could be made."), cause),
        IOException => new(RedisFindings.Unreachable(settings, "The connection was lost."), cause),
        ObjectDisposedException or RedisException => new(RedisFindings.Unreachable(settings, "The connection is closed."), cause),
        _ => null,
    };

    /// <summary>Why no connection could be made: the driver's exception has only what its last try came to, so what it told of each is looked through.</summary>
    public static QuernException OfConnecting(RedisSettings settings, string told, RedisConnectionException cause)
    {
        if (IsRefusal(told))
            return new(RedisFindings.Refused(settings, settings.Password is null ? "It asks for a password, and there is none." : "It does not take the password."), cause);
        return new(told.Contains("Configuring TLS", StringComparison.Ordinal) ? RedisFindings.Tls(settings) : RedisFindings.Unreachable(settings, "No connection could be made."), cause);
    }

    /// <summary>Whether an answer did not come in time, on a connection of ours.</summary>
    public static bool IsTimeout(Exception cause) => cause is IOException { InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } };

    private static Finding OfServer(RedisSettings settings, string message) => message switch
    {
        _ when message.StartsWith("OOM", StringComparison.Ordinal) => RedisFindings.Full(settings),
        _ when message.StartsWith("READONLY", StringComparison.Ordinal) => RedisFindings.Replica(settings),
        _ when IsRefusal(message) => RedisFindings.Refused(settings, message),
        _ when message.StartsWith("MISCONF", StringComparison.Ordinal) => RedisFindings.NotSaved(settings),
        _ when message.StartsWith("LOADING", StringComparison.Ordinal) || message.StartsWith("MASTERDOWN", StringComparison.Ordinal) || message.StartsWith("BUSY", StringComparison.Ordinal) =>
            RedisFindings.Unreachable(settings, $"It says: {message}"),
        _ => RedisFindings.Other(settings, message),
    };

    private static bool IsRefusal(string message) =>
        message.Contains("NOAUTH", StringComparison.Ordinal) || message.Contains("WRONGPASS", StringComparison.Ordinal) || message.Contains("NOPERM", StringComparison.Ordinal) || message.Contains("invalid password", StringComparison.OrdinalIgnoreCase);
}
