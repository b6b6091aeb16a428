namespace Quern.Connectors.Redis;

/// <summary>The wording of what can go wrong with an online store in Redis.</summary>
internal static class RedisFindings
{
    public static Finding Unreachable(RedisSettings settings, string reason) => new(
        "QRN6401", $"Redis at '{settings.Address}' cannot be reached", reason, $"See that it runs ('redis-cli -h {settings.Host} -p {settings.Port} ping'), and that {settings.Path}.server names it. It is tried again by itself.");

    public static Finding Refused(RedisSettings settings, string reason) => new(
        "QRN6402", $"Redis at '{settings.Address}' does not let us in", reason, $"Set {settings.Path}.password, best to env:NAME of a variable that holds it; the user needs read, write, scripting and INFO on '{settings.Prefix}:*'.");

    public static Finding Tls(RedisSettings settings) => new(
        "QRN6403", $"Redis at '{settings.Address}' does not speak TLS as it is asked to", "The two did not agree on a secure connection, or its certificate is not one that this machine trusts.", $"Name the port that speaks TLS, trust its certificate, or leave {settings.Path}.tls out where there is none.");

    public static Finding Evicts(RedisSettings settings, string policy) => new(
        "QRN6404", $"Redis at '{settings.Address}' would throw away what it holds", $"Its maxmemory-policy is '{policy}': when memory runs out it evicts keys, and a feature would be missing or wrong without anybody knowing.", "Set 'maxmemory-policy noeviction'; a full Redis then refuses writes, and nothing is lost.");

    public static Finding Foreign(RedisSettings settings, string owner) => new(
        "QRN6405", $"the keys under '{settings.Prefix}:' in Redis at '{settings.Address}' belong to {owner}", null, $"Give this project a prefix of its own: {settings.Path}.prefix.");

    public static Finding Full(RedisSettings settings) => new(
        "QRN6406", $"Redis at '{settings.Address}' has no memory left", "Nothing of the write under way was kept; what was there before is whole, and is read.", "Raise maxmemory, or make room; the write is tried again, or run the same command again, and it goes on where it stopped.");

    public static Finding Replica(RedisSettings settings) => new(
        "QRN6407", $"Redis at '{settings.Address}' is a replica, which takes no writes", null, $"Name the primary in {settings.Path}.server. After a failover it is tried again by itself.");

    public static Finding Slow(RedisSettings settings) => new(
        "QRN6408", $"Redis at '{settings.Address}' did not answer within {settings.Timeout.TotalMilliseconds:0} ms", null, $"See what keeps it busy ('redis-cli slowlog get'), or raise {settings.Path}.timeout.");

    public static Finding NotSaved(RedisSettings settings) => new(
        "QRN6409", $"Redis at '{settings.Address}' takes no writes, since it could not save to its disk", null, "Free its disk, or mend its rights there; it takes writes again when it has saved.");

    public static Finding Lost(RedisSettings settings) => new(
        "QRN6410", $"another process has begun to write to Redis at '{settings.Address}' meanwhile", "This one was held up for longer than it may be, so nothing of its write was kept.", "Run the command again; it goes on where it stopped.");

    public static Finding InUse(RedisSettings settings, TimeSpan lease) => new(
        "QRN4007", $"online store 'redis {settings.Address} {settings.Prefix}' is being materialized by somebody else", null, $"Wait until that run has ended, then run the command again. One that died is over within {lease.TotalSeconds:0.#} seconds.");

    public static Finding Waiting(RedisSettings settings, TimeSpan waited) => new(
        "QRN6411", $"another process has been writing to Redis at '{settings.Address}' for {waited.TotalSeconds:0} s", null, "Wait until it has ended, then run the command again.");

    public static Finding Damaged(RedisSettings settings, string key) => new(
        "QRN6413", $"'{key}' in Redis at '{settings.Address}' is not what was written there", "Something else has written or removed keys of Quern.", "Make the online state anew from the sources: 'quern materialize --rebuild'.");

    public static Finding TooLarge(RedisSettings settings, int keys) => new(
        "QRN6414", $"one write to Redis at '{settings.Address}' would touch {keys:N0} keys", "More than a million at one stroke would hold up everybody else for seconds.", "Materialize in smaller portions: 'quern materialize --to' an earlier instant first.");

    public static Finding OtherLog(RedisSettings settings) => new(
        "QRN6415",
        $"the streams of this project are taken by another server, whose log feeds Redis at '{settings.Address}'",
        "Two logs cannot feed one state: each counts its events by itself.",
        "Send events to that server, and let this one only read: 'quern serve --read-only'. Where that log is lost for good, 'quern materialize --rebuild' of all views begins anew with the log that is here.");

    public static Finding NotAnswered(RedisSettings settings) => new(
        "QRN6416", $"Redis at '{settings.Address}' does not say how it is set up", "INFO gave no maxmemory_policy.", "Let the user run INFO; Redis 6, 7 and Valkey answer it.");

    public static Finding WentBack(RedisSettings settings) => new(
        "QRN6418", $"Redis at '{settings.Address}' has lost what was written into it", "It holds an earlier state than this process has written, as after a crash without 'appendonly yes', or when a replica takes over that was behind.", "Run the command again: it goes on from what is there. A server does so by itself.");

    public static Finding Other(RedisSettings settings, string message) => new("QRN6417", $"Redis at '{settings.Address}' refused a command", $"It says: {message}", "Look at its log, and at the rights of the user.");
}
