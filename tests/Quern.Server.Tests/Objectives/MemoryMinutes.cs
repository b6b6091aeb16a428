using Quern.Engine.Objectives;

namespace Quern.Server.Tests.Objectives;

/// <summary>Counts that end with the test; writing fails when it says so.</summary>
internal sealed class MemoryMinutes : IMinuteStore
{
    public bool IsFull { get; set; }

    public MinuteCounts Read(string measure) => new();

    public void Add(string measure, long minute, long good, long all)
    {
        if (IsFull) throw new QuernException(new Finding("QRN6370", "the disk is full"));
    }
}
