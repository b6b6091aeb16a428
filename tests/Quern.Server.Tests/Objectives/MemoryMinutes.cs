using Quern.Engine.Objectives;

namespace Quern.Server.Tests.Objectives;

/// <summary>Counts that end with the test; writing fails when it says so.</summary>
internal sealed class MemoryMinutes : IMinuteStore
{
    private readonly Dictionary<string, MinuteCounts> _counts = [];

    public bool IsFull { get; set; }

    public MinuteCounts Read(string measure) => _counts.GetValueOrDefault(measure, new());

    public void Add(string measure, long minute, long good, long all)
    {
        if (IsFull) throw new QuernException(new Finding("QRN6370", "the disk is full"));
        (_counts.TryGetValue(measure, out var counts) ? counts : _counts[measure] = new()).Add(minute, good, all);
    }
}
