using System.Collections.Concurrent;

namespace Quern.Engine.Usage;

/// <summary>
/// A bounded number of consumers: <see cref="Named"/> that say who they are, and apart from them <see cref="Agents"/> that are known by their programs alone, so that whoever comes by cannot crowd out
/// those that have a name. The rest are <see cref="ConsumerNames.Other"/>. Safe for use from several threads; a header that was seen before costs one look-up and allocates nothing.
/// </summary>
public sealed class ConsumerTable
{
    /// <summary>How many consumers that name themselves are counted apart.</summary>
    public const int Named = 64;

    /// <summary>How many programs that do not are counted apart.</summary>
    public const int Agents = 32;

    /// <summary>How many places there are.</summary>
    internal const int Places = 2 + Named + Agents;

    // Headers as they came, so that a name is made of each but once; callers that send ever others are understood anew each time.
    private const int Headers = 1_024;
    private const int LongestHeader = 256;

    private static readonly Consumer Unnamed = new(ConsumerNames.Unnamed, 0);
    private static readonly Consumer Other = new(ConsumerNames.Other, 1);

    private readonly ConcurrentDictionary<string, Consumer> _byHeader = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Consumer> _byAgentHeader = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Consumer> _byName = new(StringComparer.Ordinal);
    private int _named;
    private int _agents;
    private int _headers;

    /// <summary>The consumer of a request.</summary>
    /// <param name="name">What it says that it is called; null or empty when it does not.</param>
    /// <param name="agent">The <c>User-Agent</c>; null or empty when there is none.</param>
    public Consumer Find(string? name, string? agent)
    {
        if (!string.IsNullOrEmpty(name)) return _byHeader.TryGetValue(name, out var known) ? known : Learn(_byHeader, name, ConsumerNames.Clean(name), isNamed: true);
        if (!string.IsNullOrEmpty(agent)) return _byAgentHeader.TryGetValue(agent, out var known) ? known : Learn(_byAgentHeader, agent, ConsumerNames.OfAgent(agent), isNamed: false);
        return Unnamed;
    }

    private Consumer Learn(ConcurrentDictionary<string, Consumer> headers, string header, string name, bool isNamed)
    {
        var consumer = name == ConsumerNames.Unnamed ? Unnamed : Seat(name, isNamed);
        if (header.Length <= LongestHeader && Interlocked.Increment(ref _headers) <= Headers) headers.TryAdd(header, consumer);
        return consumer;
    }

    private Consumer Seat(string name, bool isNamed)
    {
        lock (_byName)
        {
            if (_byName.TryGetValue(name, out var known)) return known;
            if (isNamed ? _named == Named : _agents == Agents) return Other;
            return _byName[name] = new(name, isNamed ? 2 + _named++ : 2 + Named + _agents++);
        }
    }
}
