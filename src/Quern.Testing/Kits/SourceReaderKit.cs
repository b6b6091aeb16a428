using System.Globalization;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Time;

namespace Quern.Testing.Kits;

/// <summary>
/// What every <see cref="ISourceReader"/> must do: named cases, each on a source of its own that has no rows at first. Run each case of <see cref="Names"/> as a test.
/// </summary>
/// <param name="create">Makes a place for a source that nobody has used.</param>
public sealed class SourceReaderKit(Func<ISourcePlace> create)
{
    private static readonly DateTimeOffset Start = new(2024, 5, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Action<ISourcePlace>> Cases = new()
    {
        ["Rows are read once each, with the bits of every value"] = place =>
        {
            for (var seed = 1; seed <= 3; seed++)
            {
                var rows = Rows(new(seed), 500);
                place.Write(rows);
                Expect(place, rows, null, All(place), $"seed {seed}");
            }
        },
        ["The ends of what a kind can hold are read"] = place => Holds(
            place,
            Row(0) with { Whole = long.MaxValue, Real = double.MaxValue, Text = "a \"quoted\" 'text', with\na line's end, a \\ and a tab\t" },
            Row(1) with { Whole = long.MinValue, Real = double.Epsilon, Text = "Zürich ☃ 日本 🛫" },
            Row(2) with { Whole = -1, Real = -1e-300, Text = new string('x', 20_000) },
            Row(3) with { Whole = 0, Real = 0.1 + 0.2, Text = "null" },
            Row(4) with { At = new DateTimeOffset(1969, 12, 31, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(999_999) }),
        ["A row of nulls is a row"] = place => Holds(place, Row(0), Row(1)),
        ["Only the fields that are asked for are read"] = place =>
        {
            var rows = Rows(new(4), 100);
            place.Write(rows);
            foreach (var field in All(place)) Expect(place, rows, null, [field], $"field {field}");
            Expect(place, rows, null, [], "no field");
        },
        ["Every row within the event times asked for is read"] = place =>
        {
            var rows = Rows(new(5), 400);
            place.Write(rows);
            foreach (var (from, to) in new[] { (0, 100), (100, 101), (250, 400), (399, 10_000), (500, 600) })
            {
                var range = new Interval(Instant.From(Start.AddMinutes(from)), Instant.From(Start.AddMinutes(to)));
                var inside = Lines(place, [.. rows.Where(row => range.Contains(Instant.From(row.At)))], All(place));
                var read = Open(place, reader => Scan(reader, place.Source, range, All(place)));
                KitFailure.Unless(inside.Except(read).FirstOrDefault() is null, $"from {from} to {to} a row is missing: {inside.Except(read).FirstOrDefault()}");
                KitFailure.Unless(!read.Except(Lines(place, rows, All(place))).Any() && read.Distinct().Count() == read.Length, "a row came from nowhere, or twice");
            }
        },
        ["A source without rows gives none"] = place =>
        {
            if (place.CanBeEmpty) Holds(place);
        },
        ["Scans at once give the same"] = place =>
        {
            var rows = Rows(new(6), 2_000);
            place.Write(rows);
            var expected = Lines(place, rows, All(place));
            var all = Open(place, reader => Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ => Scan(reader, place.Source, null, All(place))).ToArray());
            KitFailure.Unless(all.All(read => read.SequenceEqual(expected)), "two scans at once differ");
        },
        ["A scan that is called off ends"] = place =>
        {
            place.Write(Rows(new(7), 5_000));
            using var off = new CancellationTokenSource();
            off.Cancel();
            try
            {
                Open(place, reader => Scan(reader, place.Source, null, All(place), off.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }

            throw new KitFailure("it went on to its end");
        },
        ["A sound source has nothing wrong with it"] = place =>
        {
            place.Write(Rows(new(8), 10));
            var findings = Open(place, reader => reader.Check(place.Source));
            KitFailure.Unless(findings.All(finding => finding.Severity != Severity.Error), string.Join('\n', findings));
        },
        ["A snapshot tells of rows that came"] = place =>
        {
            var rows = Rows(new(9), 200);
            place.Write(rows[..100]);
            var before = Open(place, reader => reader.Snapshot(place.Source).Id);
            place.Write(rows);
            KitFailure.Unless(Open(place, reader => reader.Snapshot(place.Source).Id) != before, "it is the same");
        },
        ["How many rows there are is estimated without reading them"] = place =>
        {
            place.Write(Rows(new(10), 1_000));
            KitFailure.Unless(Open(place, reader => reader.EstimateRows(place.Source)) is >= 0 and < 1_000_000, "it is far off");
        },
    };

    /// <summary>The cases there are.</summary>
    public static IReadOnlyCollection<string> Names => Cases.Keys;

    /// <summary>Runs one case.</summary>
    /// <exception cref="KitFailure">The reader does not do what the port promises.</exception>
    public void Run(string name)
    {
        using var place = create();
        Cases[name](place);
    }

    private static void Holds(ISourcePlace place, params KitEvent[] rows)
    {
        place.Write(rows);
        Expect(place, rows, null, All(place), "all rows");
    }

    private static void Expect(ISourcePlace place, IReadOnlyList<KitEvent> rows, Interval? range, IReadOnlyList<int> fields, string what)
    {
        var (expected, read) = (Lines(place, rows, fields), Open(place, reader => Scan(reader, place.Source, range, fields)));
        KitFailure.Unless(read.SequenceEqual(expected), $"{what}: {read.Length} rows were read of {expected.Length}; the first that differs is '{read.Except(expected).FirstOrDefault()}', where '{expected.Except(read).FirstOrDefault()}' is expected");
    }

    private static T Open<T>(ISourcePlace place, Func<ISourceReader, T> work)
    {
        var reader = place.Open();
        try
        {
            return work(reader);
        }
        finally
        {
            (reader as IDisposable)?.Dispose();
        }
    }

    private static string[] Scan(ISourceReader reader, SourceDefinition source, Interval? range, IReadOnlyList<int> fields, CancellationToken cancellation = default)
    {
        var sink = new KitSink(fields);
        reader.Scan(new(source, fields, range, new(BadRowPolicy.Fail)), sink, cancellation);
        return sink.Rows;
    }

    private static int[] All(ISourcePlace place) => [.. Enumerable.Range(0, place.Source.Schema.Fields.Count)];

    // As the reader of records in memory has them, which is the obvious one.
    private static string[] Lines(ISourcePlace place, IReadOnlyList<KitEvent> rows, IReadOnlyList<int> fields)
    {
        var memory = new MemorySourceReader();
        memory.Add(place.Source.Name, rows);
        return Scan(memory, place.Source, null, fields);
    }

    private static KitEvent Row(int number) => new() { At = Start.AddMinutes(number), Key = number.ToString("D6", CultureInfo.InvariantCulture) };

    private static KitEvent[] Rows(Random random, int count) => [.. Enumerable.Range(0, count).Select(number => Row(number) with
    {
        Whole = random.Next(5) == 0 ? null : random.NextInt64(-1L << 40, 1L << 40),
        Real = random.Next(5) == 0 ? null : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12)),
        Flag = random.Next(3) switch { 0 => null, 1 => true, _ => false },
        Text = random.Next(5) == 0 ? null : $"text {random.Next(50)}",
    })];
}
