namespace Quern.Connectors.Redis;

/// <summary>What the server does at one stroke.</summary>
internal static class RedisScripts
{
    /// <summary>
    /// Makes a write visible, if whoever began it still may. KEYS: the writer's lock, the materializer's, the version, then staged roots each followed by its place, roots to remove, staged pages, pages that are
    /// no longer used. ARGV: the tokens of the two locks (the second empty where it is not held), how many of each there are, for how many
    /// milliseconds pages out of use stay for those who read them, and by how much the version grows. Gives the version, 0 when a
    /// lock is somebody else's, or -1 when something that was put there has ended by itself. Whatever can fail comes before anything is changed: the version is what a server without memory refuses.
    /// </summary>
    public const string Commit = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        if ARGV[2] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
        local roots, removed, pages, unused = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
        local at = 4
        for i = 0, roots - 1 do
          if redis.call('EXISTS', KEYS[at + 2 * i]) == 0 then return -1 end
        end
        for i = 0, pages - 1 do
          if redis.call('EXISTS', KEYS[at + 2 * roots + removed + i]) == 0 then return -1 end
        end
        local version = redis.call('INCRBY', KEYS[3], ARGV[8])
        for i = 1, roots do
          redis.call('RENAME', KEYS[at], KEYS[at + 1])
          redis.call('PERSIST', KEYS[at + 1])
          at = at + 2
        end
        for i = 1, removed do
          redis.call('DEL', KEYS[at])
          at = at + 1
        end
        for i = 1, pages do
          redis.call('PERSIST', KEYS[at])
          at = at + 1
        end
        for i = 1, unused do
          redis.call('PEXPIRE', KEYS[at], ARGV[7])
          at = at + 1
        end
        return version
        """;

    /// <summary>One step of SCAN, on the server that has the project's keys. KEYS: any of them. ARGV: the cursor, the pattern, and how many keys are looked at.</summary>
    public const string Scan = "return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])";

    /// <summary>Adds to numbers of a hash. KEYS: the hash. ARGV: for how many seconds it is kept from now on, then fields, each with what is added.</summary>
    public const string AddUp = """
        for i = 2, #ARGV, 2 do
          redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1])
        end
        return redis.call('EXPIRE', KEYS[1], ARGV[1])
        """;

    /// <summary>Keeps a lock, if it is still held. KEYS: the lock. ARGV: its token, and for how many milliseconds.</summary>
    public const string Renew = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end";

    /// <summary>Lets go of a lock, if it is still held. KEYS: the lock. ARGV: its token.</summary>
    public const string Release = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";
}
