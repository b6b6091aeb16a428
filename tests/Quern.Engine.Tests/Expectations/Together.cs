using Quern.Engine.Expectations;
using Quern.Engine.Expectations.Series;
using Quern.Engine.Sources;
using Quern.Engine.Tests.PointInTime;
using Quern.Testing;
using Quern.Time;

namespace Quern.Engine.Tests.Expectations;

/// <summary>Every aggregate over events of which something is expected together.</summary>
public sealed class Together(Func<SourceBuilder<Happening>, SourceBuilder<Happening>> expect) : EveryAggregate
{
    private const long Day = 86_400 * Instant.PerSecond;

    protected override SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => expect(base.Configure(source));

    /// <summary>What came of the expectations over some events, in batches of a few, from two threads.</summary>
    internal IReadOnlyList<SeriesOutcome> Test(IEnumerable<Happening> events, Instant? from, Instant asOf)
    {
        var reader = new MemorySourceReader { BatchRows = 7 };
        reader.Add("happenings", events);
        Interval? times = from is { } start ? new(start, new(Instant.Max.Microseconds + 1)) : null;
        return [.. SourceTest.Run(reader, Happenings.Definition, times, asOf, new(BadRowPolicy.Fail), null, default).OfType<SeriesOutcome>()];
    }

    /// <summary>Weeks of events, more on some days than on others and none on some, in no order; a few at one time, a few known late.</summary>
    internal static List<Happening> Weeks(Random random, int weeks)
    {
        var events = new List<Happening>();
        for (var day = 0; day < weeks * 7; day++)
            for (var count = random.Next(4) == 0 ? 0 : random.Next(1 + (3 * (1 + (day % 7)))); count > 0; count--)
                events.Add(At((day * Day) + (random.Next(24) * 3_600 * Instant.PerSecond) + random.Next(3), lateness: random.Next(5) == 0 ? random.Next(400_000) : 0));
        var all = events.ToArray();
        random.Shuffle(all);
        return [.. all];
    }

    internal static Happening At(long time, long lateness = 0) => new() { At = new Instant(time).ToDateTimeOffset(), Known = new Instant(time + (lateness * Instant.PerSecond)).ToDateTimeOffset() };

    internal static Instant OnDay(double day) => new((long)(day * Day));

    internal static long TimeOf(Happening one) => Instant.From(one.At).Microseconds;
}
