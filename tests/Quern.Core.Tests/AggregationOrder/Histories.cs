using Quern.Time;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

/// <summary>Random histories, small and crowded on purpose: equal times, equal events, nulls, negative times, awkward reals and texts.</summary>
internal static class Histories
{
    private static readonly ValueKind[] AllKinds = Enum.GetValues<ValueKind>();
    private static readonly ValueKind[] Scalars = [.. AllKinds.Where(kind => kind != ValueKind.Embedding)];

    // U+FF5E comes before U+1F600 in UTF-8, after it in UTF-16.
    private static readonly string[] Texts = ["", "\0", "a", "a\0", "a\0b", "b", "é", "e\u0301", "\uFF5E", "\U0001F600", "\U0001F600!", "zürich", "京"];

    private static readonly double[] Reals =
        [0.0, -0.0, 1.5, -1.5, 1e-310, -1e300, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 0.1, 7];

    public static ValueKind Kind(Random random) => Scalars[random.Next(Scalars.Length)];

    public static ValueKind KindOrEmbedding(Random random) => AllKinds[random.Next(AllKinds.Length)];

    public static ValueKind OrderedKind(Random random) =>
        random.Next(5) switch { 0 => ValueKind.Int32, 1 => ValueKind.Int64, 2 => ValueKind.Float32, 3 => ValueKind.Float64, _ => ValueKind.Timestamp };

    public static List<SampleEvent> Make(Random random, ValueKind kind, int most = 24)
    {
        var (span, nulls) = (random.Next(1, 40), random.Next(3));
        var events = new List<SampleEvent>();
        for (var rest = random.Next(most + 1); rest > 0; rest--)
        {
            if (events.Count > 0 && random.Next(6) == 0)
            {
                events.Add(events[random.Next(events.Count)]);
                continue;
            }

            var time = random.Next(-span, span) * (random.Next(10) == 0 ? 86_400_000_000L : 1);
            byte[] tie = [.. Enumerable.Range(0, random.Next(3)).Select(_ => (byte)(random.Next(3) * 127))];
            var twin = events.Find(other => other.Time == time && other.Tie.AsSpan().SequenceEqual(tie));
            events.Add(twin ?? new(time, tie, random.Next(4) < nulls ? Value.Null : One(random, kind)));
        }

        return InOrder(events);
    }

    public static List<SampleEvent> InOrder(IEnumerable<SampleEvent> events) =>
        [.. events.OrderBy(e => e.Time).ThenBy(e => Convert.ToHexString(e.Tie), StringComparer.Ordinal)];

    private static Value One(Random random, ValueKind kind) => kind switch
    {
        ValueKind.Boolean => Value.Of(random.Next(2) == 0),
        ValueKind.Int32 => Value.Of(random.Next(5) == 0 ? int.MaxValue : random.Next(-6, 120)),
        ValueKind.Int64 => Value.Of(random.Next(6) switch { 0 => long.MaxValue, 1 => long.MinValue, _ => random.NextInt64(-6, 120) }),
        ValueKind.Float32 => Value.Of(Real32(random)),
        ValueKind.Float64 => Value.Of(random.Next(3) == 0 ? random.NextDouble() * 100 : Reals[random.Next(Reals.Length)]),
        ValueKind.String => Value.Of(Texts[random.Next(Texts.Length)]),
        ValueKind.Embedding => Value.Of((float[])[Real32(random), Real32(random), (float)random.NextDouble()]),
        _ => Value.Of(new Instant(random.NextInt64(-50, 50) * 1_000_000)),
    };

    private static float Real32(Random random) => (float)Reals[random.Next(Reals.Length)];
}
