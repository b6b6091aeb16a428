namespace Quern.Engine.Tests.Streams;

/// <summary>Time that passes when a test says so.</summary>
internal sealed class FakeTimer : TimeProvider
{
    private long _ticks = TimeSpan.TicksPerHour;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override long GetTimestamp() => Volatile.Read(ref _ticks);
}
