using Quern.Engine.Streams;
using Quern.Schema;

namespace Quern.Testing.Kits;

/// <summary>
/// What every <see cref="IHistoryTables"/> must do: named cases, each where no table is at first. Run each case of <see cref="Names"/> as a test.
/// </summary>
/// <param name="create">Makes a place that nobody has used.</param>
public sealed class HistoryTablesKit(Func<IHistoryTablesPlace> create)
{
    private static readonly Dictionary<string, Action<IHistoryTablesPlace>> Cases = new()
    {
        ["Of a stream without a table nothing is there"] = place =>
        {
            using var tables = place.Open();
            KitFailure.Unless(tables.Ends("sales").Whole == 0, "something is");
            tables.Tidy("sales");
            KitFailure.Unless(tables.Ends("sales").Whole == 0, "tidying made a table");
        },
        ["Events are read with the bits of every value"] = place =>
        {
            using (var tables = place.Open()) Appends(tables, "sales", HistoryEvents.First, 0, 500);
            Holds(place, "sales", (HistoryEvents.First, 0, 500));
        },
        ["Who comes later goes on where the table is"] = place =>
        {
            for (var from = 0; from < 30; from += 10)
            {
                using var tables = place.Open();
                KitFailure.Unless(tables.Ends("sales").Whole == from, $"it is at {tables.Ends("sales").Whole}, and {from} events were written");
                Appends(tables, "sales", HistoryEvents.First, from, from + 10);
                KitFailure.Unless(tables.Ends("sales").Whole == from + 10, "it does not see what it has written itself");
            }

            Holds(place, "sales", (HistoryEvents.First, 0, 30));
        },
        ["Events that are there are not written again"] = place =>
        {
            using var tables = place.Open();
            Appends(tables, "sales", HistoryEvents.First, 0, 20);
            using (var again = place.Open())
            {
                KitFailure.Unless(!again.Append("sales", [HistoryEvents.Run(HistoryEvents.First, 0, 20)]), "they were");
                KitFailure.Unless(!again.Append("sales", [HistoryEvents.Run(HistoryEvents.First, 0, 10)]), "some of them were");
            }

            Holds(place, "sales", (HistoryEvents.First, 0, 20));
        },
        ["Streams have tables of their own"] = place =>
        {
            using var tables = place.Open();
            Appends(tables, "sales", HistoryEvents.First, 0, 5);
            Appends(tables, "returns", HistoryEvents.First, 0, 3);
            KitFailure.Unless((tables.Ends("sales").Whole, tables.Ends("returns").Whole) == (5, 3), "one counts for the other");
            Holds(place, "sales", (HistoryEvents.First, 0, 5));
            Holds(place, "returns", (HistoryEvents.First, 0, 3));
        },
        ["Columns come and go with the record"] = place =>
        {
            using var tables = place.Open();
            Appends(tables, "sales", HistoryEvents.First, 0, 40);
            Appends(tables, "sales", HistoryEvents.Later, 40, 80);
            Appends(tables, "sales", HistoryEvents.First, 80, 120);
            Holds(place, "sales", (HistoryEvents.First, 0, 40), (HistoryEvents.Later, 40, 80), (HistoryEvents.First, 80, 120));
        },
        ["Tidying changes no row"] = place =>
        {
            using var tables = place.Open();
            for (var from = 0; from < 40; from++)
            {
                Appends(tables, "sales", from < 20 ? HistoryEvents.First : HistoryEvents.Later, from, from + 1);
                tables.Tidy("sales");
            }

            Holds(place, "sales", (HistoryEvents.First, 0, 20), (HistoryEvents.Later, 20, 40));
            KitFailure.Unless(tables.Ends("sales").Whole == 40, $"it is at {tables.Ends("sales").Whole}");
        },
        ["What is called off is not there, and is written later"] = place =>
        {
            using var off = new CancellationTokenSource();
            off.Cancel();
            using var tables = place.Open();
            Appends(tables, "sales", HistoryEvents.First, 0, 10);
            try
            {
                tables.Append("sales", [HistoryEvents.Run(HistoryEvents.First, 10, 20)], off.Token);
            }
            catch (OperationCanceledException)
            {
                KitFailure.Unless(tables.Ends("sales").Whole == 10, "it says that they are there");
                Holds(place, "sales", (HistoryEvents.First, 0, 10));
                Appends(tables, "sales", HistoryEvents.First, 10, 20);
            }

            Holds(place, "sales", (HistoryEvents.First, 0, 20));
        },
        ["Of two that write the same at once one does"] = place =>
        {
            const int Rounds = 10;
            using var one = place.Open();
            using var other = place.Open();
            Appends(one, "sales", HistoryEvents.First, 0, 10);
            for (var round = 1; round <= Rounds; round++)
            {
                var from = round * 10;
                var taken = 0;
                Parallel.ForEach([one, other], tables =>
                {
                    if (tables.Append("sales", [HistoryEvents.Run(HistoryEvents.First, from, from + 10)])) Interlocked.Increment(ref taken);
                });
                KitFailure.Unless(taken == 1, $"{taken} were told that they wrote them");
            }

            Holds(place, "sales", (HistoryEvents.First, 0, (Rounds + 1) * 10));
        },
        ["Of two that gathered otherwise who comes second writes nothing, and goes on where the table is"] = place =>
        {
            using var one = place.Open();
            using var other = place.Open();
            Appends(one, "sales", HistoryEvents.First, 0, 20);
            foreach (var (from, to) in new[] { (0L, 25L), (10L, 30L), (25L, 30L) })
                KitFailure.Unless(!other.Append("sales", [HistoryEvents.Run(HistoryEvents.First, from, to)]), $"events {from} to {to} were written into a table that has 20");
            Appends(other, "sales", HistoryEvents.First, other.Ends("sales").Whole, 30);
            Holds(place, "sales", (HistoryEvents.First, 0, 30));
        },
        ["Parts of a stream share its table, each as far as it is"] = place =>
        {
            const long Part = HistoryEvents.PartSize;
            using var tables = place.Open();
            KitFailure.Unless(tables.Append("sales", [PartRun(0, 0, 10), PartRun(2, 0, 5)]), "they are said to be there");
            KitFailure.Unless(tables.Append("sales", [PartRun(1, 0, 7)]), "one part is taken for another");
            KitFailure.Unless(!tables.Append("sales", [PartRun(0, 10, 12), PartRun(2, 4, 9)]), "a run was written that begins before the end of its part");
            KitFailure.Unless(tables.Append("sales", [PartRun(2, 5, 9)]), "what goes on is refused");
            var ends = tables.Ends("sales");
            KitFailure.Unless(ends.Whole == 0 && ends.Parts.Count == 3 && ends.Of(HistoryEvents.PartOf(0)) == 10 && ends.Of(HistoryEvents.PartOf(1)) == 7 && ends.Of(HistoryEvents.PartOf(2)) == 9, $"the parts are at {string.Join(", ", ends.Parts)}");
            KitFailure.Unless(ends.Of(HistoryEvents.PartOf(2) with { Began = HistoryEvents.PartOf(3).Began }) == 0, "another log of a part has its events");
            Holds(place, "sales", (HistoryEvents.Parted, 0, 10), (HistoryEvents.Parted, Part, Part + 7), (HistoryEvents.Parted, 2 * Part, (2 * Part) + 9));
        },
        ["Who writes parts side by side loses nothing, while all tidy"] = place =>
        {
            const int Rounds = 12;
            Parallel.For(0, 3, new ParallelOptions { MaxDegreeOfParallelism = 3 }, part =>
            {
                using var tables = place.Open();
                for (var round = 0; round < Rounds; round++)
                {
                    KitFailure.Unless(tables.Append("sales", [PartRun(part, round * 4, (round + 1) * 4)]), $"events of part {part} are said to be there");
                    tables.Tidy("sales");
                }
            });
            Holds(place, "sales", [.. Enumerable.Range(0, 3).Select(part => (HistoryEvents.Parted, part * HistoryEvents.PartSize, (part * HistoryEvents.PartSize) + (Rounds * 4)))]);
        },
        ["Whoever reads meanwhile sees what was appended whole"] = place =>
        {
            using var tables = place.Open();
            Appends(tables, "sales", HistoryEvents.First, 0, 10);
            using var done = new CancellationTokenSource();
            var reading = Task.Run(() =>
            {
                while (!done.IsCancellationRequested)
                {
                    var rows = Rows(place, "sales").Length;
                    KitFailure.Unless(rows % 10 == 0, $"{rows} rows were read, and ten are appended at once");
                }
            });
            for (var from = 10; from < 200; from += 10)
            {
                Appends(tables, "sales", HistoryEvents.First, from, from + 10);
                tables.Tidy("sales");
            }

            done.Cancel();
            reading.GetAwaiter().GetResult();
        },
        ["Generated operations agree with a list"] = place => HistoryTablesModel.Run(place, seeds: 3, steps: 25, isFailing: false),
        ["Generated operations agree with a list while the store fails"] = place => HistoryTablesModel.Run(place, seeds: 2, steps: 20, isFailing: true),
    };

    /// <summary>The cases there are.</summary>
    public static IReadOnlyCollection<string> Names => Cases.Keys;

    /// <summary>Runs one case.</summary>
    /// <exception cref="KitFailure">The tables do not do what the port promises.</exception>
    public void Run(string name)
    {
        using var place = create();
        Cases[name](place);
    }

    internal static void Holds(IHistoryTablesPlace place, string stream, params (RowSchema Schema, long From, long To)[] events)
    {
        // Of a table that never had a column nobody asks for it.
        Field[] columns = [.. events.SelectMany(part => part.Schema.Fields).DistinctBy(field => field.Column)];
        string[] expected = [.. events.SelectMany(part => HistoryEvents.Lines(columns, part.Schema, part.From, part.To)).Order(StringComparer.Ordinal)];
        var read = Rows(place, stream, columns);
        KitFailure.Unless(read.SequenceEqual(expected), $"{read.Length} rows are there, and {expected.Length} were appended; the first that differs is '{read.Except(expected).FirstOrDefault()}', where '{expected.Except(read).FirstOrDefault()}' is expected");
    }

    private static HistoryRun PartRun(int part, long from, long to) => HistoryEvents.Run(HistoryEvents.Parted, (part * HistoryEvents.PartSize) + from, (part * HistoryEvents.PartSize) + to);

    private static void Appends(IHistoryTables tables, string stream, RowSchema schema, long from, long to) => KitFailure.Unless(tables.Append(stream, [HistoryEvents.Run(schema, from, to)]), $"events {from} to {to} are said to be there already");

    private static string[] Rows(IHistoryTablesPlace place, string stream, IReadOnlyList<Field>? columns = null)
    {
        columns ??= HistoryEvents.First.Fields;
        var sink = new KitSink([.. Enumerable.Range(0, columns.Count)]);
        place.Read(stream, new("events", columns), sink);
        return sink.Rows;
    }
}
