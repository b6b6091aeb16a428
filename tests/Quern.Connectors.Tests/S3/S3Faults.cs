namespace Quern.Connectors.Tests.S3;

/// <summary>In which way a request of the tests' server goes wrong.</summary>
internal enum S3Fault
{
    None,
    Error500,
    SlowDown503,

    /// <summary>The connection is cut while the request's body comes.</summary>
    CutBefore,

    /// <summary>What was asked is done, and the connection cut instead of an answer.</summary>
    CutAfter,

    /// <summary>The answer ends in its middle.</summary>
    TornAnswer,

    /// <summary>The answer takes longer than the client waits.</summary>
    Slow,
}

/// <summary>Which requests go wrong: a share of them, by a seed.</summary>
internal sealed class S3Faults(int seed, double share, params S3Fault[] kinds)
{
    private readonly Random _random = new(seed);
    private int _inRow;

    public int Count { get; private set; }

    public S3Fault Next()
    {
        lock (_random)
        {
            // Never so often in a row that whoever tries again gives up.
            if (_inRow >= 3 || _random.NextDouble() >= share)
            {
                _inRow = 0;
                return S3Fault.None;
            }

            _inRow++;
            Count++;
            return kinds[_random.Next(kinds.Length)];
        }
    }
}
