using System.Globalization;
using Quern.Drift;
using Quern.Engine.Monitoring;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Benchmarks.TrainingSets;
using Quern.Planning;
using Quern.Stores.Sources;
using Quern.Stores.TrainingSets;
using Quern.Time;
using Quern.Values;

namespace Quern.Benchmarks.Monitoring;

/// <summary>
/// What the features of real flights are said to do when nothing is done to them, and whether what is planted in them is found: a training set of three months, then the days of the next three against it.
/// </summary>
internal static class FeatureDriftBenchmark
{
    private const string Service = "airport15";
    private static readonly Duration Day = new(86_400L * Instant.PerSecond);
    private static readonly Instant Full = Instant.From(new(2001, 1, 9, 0, 0, 0, TimeSpan.Zero));
    private static readonly Instant Split = Instant.From(new(2001, 4, 1, 0, 0, 0, TimeSpan.Zero));

    public static Task<int> RunAsync(string[] args)
    {
        if (args is not ["populations"]) OfAll();
        OfPopulations();
        return Task.FromResult(0);
    }

    private static void OfAll()
    {
        var (names, values, times, _, rows) = Load(every: 10);

        int[] train = [.. Enumerable.Range(0, rows).Where(row => times.Values[row] < Split.Microseconds)];
        var watch = new FeatureWatch(Reference(names, values, times, train), Day);
        foreach (var planted in new (string, Func<double, Random, double?>)[]
        {
            ("nothing", (value, _) => value), ("times 60", (value, _) => value * 60), ("3 % nulls", (value, random) => random.NextDouble() < 0.03 ? null : value), ("stuck", (_, _) => 7), ("a third more", (value, _) => value * 1.33),
            ("NaN in 2 %", (value, random) => random.NextDouble() < 0.02 ? double.NaN : value),
        })
            Report(planted.Item1, planted.Item2, watch, names, values, times, rows);
    }

    // The later months against the earlier ones, in which the method was chosen, and the other way round, in which it was not.
    private static void OfPopulations()
    {
        var (names, values, times, keys, rows) = Load(every: 3);
        int[] earlier = [.. Enumerable.Range(0, rows).Where(row => times.Values[row] < Split.Microseconds)];
        int[] later = [.. Enumerable.Range(0, rows).Where(row => times.Values[row] >= Split.Microseconds)];
        var benchmark = new PopulationDriftBenchmark(names, [.. values.Select(AsColumn)], ["origin", "destination"], [.. keys.Cast<TextColumn>()], times);
        // Windows of seven days are whole from then on.
        int[] whole = [.. earlier.Where(row => times.Values[row] >= Full.Microseconds)];
        foreach (var (what, train, days, population) in new[] { ("later against earlier", earlier, later, "SEA"), ("earlier against later", later, whole, "SEA"), ("earlier against later", later, whole, "BOS") })
        {
            Console.WriteLine($"== {what}");
            benchmark.Run(Reference(names, values, times, train), train, [.. days.GroupBy(row => new Instant(times.Values[row]).Floor(Day)).OrderBy(day => day.Key).Select(day => (day.Key, day.ToArray()))], population);
        }
    }

    private static (string[] Names, ResultColumn[] Values, Int64Column Times, Column[] Keys, int Rows) Load(int every)
    {
        var inputs = BenchInputs.Find();
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new FlightFeatures(inputs.Flights)), new PlanOptions());
        if (plan is null) throw new QuernException(findings);
        var service = plan.Services[Service];
        var resources = new DuckResources();
        using var reader = new DuckSourceReader(inputs.Folder, resources);
        using var spine = DuckSpine.Open(inputs.Spine(every), inputs.Folder, resources);
        var rows = (int)spine.Count(default);
        var columns = spine.Load([new("event_timestamp", ValueKind.Timestamp), .. service.JoinKeys, new("destination", ValueKind.String)], 0, rows, default);
        var (times, keys) = ((Int64Column)columns[0], columns.Skip(1).Take(service.JoinKeys.Count).ToArray());
        var result = new HistoryEngine(reader, new(Environment.ProcessorCount, 4L << 30)).Compute(new HistoryRequest(service, times, keys, [], false, new(BadRowPolicy.Fail)), null, default);
        return ([.. service.Outputs.Select(output => output.Name)], [.. service.Outputs.Select(result.Of)], times, [.. columns.Skip(1)], rows);
    }

    private static Column AsColumn(ResultColumn values)
    {
        var isReal = values.Type.Kind is ValueKind.Float32 or ValueKind.Float64;
        Column column = isReal ? new Float64Column(values.Type.Kind) : new Int64Column(values.Type.Kind);
        for (var row = 0; row < values.Count; row++)
            if (!values.StatusOf(row).HasValue() || (isReal && !double.IsFinite(BitConverter.Int64BitsToDouble(values.Slots[row])))) column.AppendNull();
            else if (column is Float64Column reals) reals.Append(BitConverter.Int64BitsToDouble(values.Slots[row]));
            else ((Int64Column)column).Append(values.Slots[row]);
        return column;
    }

    private static void Report(string what, Func<double, Random, double?> plant, FeatureWatch watch, string[] names, ResultColumn[] values, Int64Column times, int rows)
    {
        var (days, told, found) = (0, new Dictionary<string, int>(), 0);
        var (random, missed) = (new Random(7), new SortedSet<string>());
        foreach (var day in Enumerable.Range(0, rows).Where(row => times.Values[row] >= Split.Microseconds).GroupBy(row => new Instant(times.Values[row]).Floor(Day)).OrderBy(day => day.Key))
        {
            days++;
            int[] of = [.. day];
            var profile = new Profiles.RowProfile([.. names.Zip(values, (name, column) => (name, column.Type))], [], day.Key);
            var victim = days % names.Length;
            for (var feature = 0; feature < names.Length; feature++)
                profile.Fields[feature].Add(feature == victim && what != "nothing" ? Planted(values[feature], of, plant, random) : Copy(values[feature], of), [.. Enumerable.Range(0, of.Length)]);
            var report = watch.Check(day.Key, profile, [], names);
            foreach (var drift in report.Features.Where(feature => feature.HasDrifted))
                if (what != "nothing" && drift.Name == names[victim]) found++;
                else told[drift.Name] = told.GetValueOrDefault(drift.Name) + 1;
            if (what != "nothing" && !report.Features.Any(drift => drift.Name == names[victim] && drift.HasDrifted)) missed.Add(names[victim]);
            if (what == "nothing")
                foreach (var drift in report.Features.Where(feature => feature.HasDrifted))
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {day.Key} {drift.Name} rows {of.Length} {string.Join("; ", drift.Believed.Select(test => $"{test.Figure} {test.Expected:0.###} {test.Found:0.###} step {test.Step:0.0} p {test.Probability:0.0e0}"))}"));
        }

        if (missed.Count > 0) Console.WriteLine($"  missed: {string.Join(", ", missed)}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {days} days, {days * names.Length} feature-days; planted one found {found}; told of others {told.Values.Sum()}: {string.Join(", ", told.Select(one => $"{one.Key} {one.Value}"))}"));
    }

    private static IReadOnlyList<FeatureReference> Reference(string[] names, ResultColumn[] values, Int64Column times, int[] rows)
    {
        var starts = rows.Select(row => new Instant(times.Values[row]).Floor(Day)).Distinct().Order().ToList();
        int[] blockOf = [.. rows.Select(row => starts.BinarySearch(new Instant(times.Values[row]).Floor(Day)))];
        var blocks = new RowBlocks(blockOf, starts.Count);
        return [.. names.Select((name, feature) => FeatureReference.Of(name, true, Copy(values[feature], rows), blocks))];
    }

    private static ResultColumn Copy(ResultColumn column, int[] rows)
    {
        var copy = new ResultColumn(column.Type, rows.Length);
        var writer = copy.OpenWriter();
        for (var i = 0; i < rows.Length; i++) writer.Set(i, column[rows[i]], column.StatusOf(rows[i]));
        return copy;
    }

    private static ResultColumn Planted(ResultColumn column, int[] rows, Func<double, Random, double?> plant, Random random)
    {
        var copy = new ResultColumn(column.Type, rows.Length);
        var writer = copy.OpenWriter();
        var isReal = column.Type.Kind is ValueKind.Float32 or ValueKind.Float64;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!column.StatusOf(rows[i]).HasValue())
            {
                writer.SetNull(i, column.StatusOf(rows[i]));
                continue;
            }

            var value = isReal ? BitConverter.Int64BitsToDouble(column.Slots[rows[i]]) : column.Slots[rows[i]];
            if (plant(value, random) is not { } other) writer.SetNull(i, FeatureStatus.NullValue);
            else if (isReal) writer.SetDouble(i, other);
            else writer.SetBits(i, double.IsNaN(other) ? 0 : (long)other);
        }

        return copy;
    }
}
