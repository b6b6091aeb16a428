using System.Globalization;
using Quern.Drift;
using Quern.Engine.Monitoring;
using Quern.Profiles;
using Quern.Time;
using Quern.Values;

namespace Quern.Benchmarks.Monitoring;

/// <summary>
/// What the sub-populations of real flights are said to do when nothing is done to them, and whether what is planted in one of about 2 % of the rows is found, how late, and under which name. A fault begins on
/// each third day and lasts two; each in another feature.
/// </summary>
/// <param name="names">The features.</param>
/// <param name="values">Their values by row.</param>
/// <param name="by">The fields of the request.</param>
/// <param name="keys">Their values by row.</param>
/// <param name="times">The instants.</param>
internal sealed class PopulationDriftBenchmark(string[] names, Column[] values, string[] by, TextColumn[] keys, Int64Column times)
{
    private const int MostFigures = 1 << 15;
    private const int Spacing = 3;
    private static readonly Duration Day = new(86_400L * Instant.PerSecond);

    // The faults that were found.
    private readonly HashSet<int> _seen = [];
    private readonly (string Name, DataType Type)[] _fields = [.. by.Select(name => (name, DataType.Scalar(ValueKind.String))), .. names.Zip(values, (name, column) => (name, DataType.Scalar(column.Kind)))];

    public void Run(IReadOnlyList<FeatureReference> reference, int[] train, IReadOnlyList<(Instant Start, int[] Rows)> days, string population)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var gathered = new PopulationBlocks(by, names);
        var starts = new Dictionary<Instant, int>();
        gathered.Add(keys, values, train, [.. train.Select(row => starts.TryAdd(new Instant(times.Values[row]).Floor(Day), starts.Count) ? starts.Count - 1 : starts[new Instant(times.Values[row]).Floor(Day)])]);
        var learnt = gathered.Learn(MostFigures);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"populations: {string.Join(", ", learnt.Select(field => $"{field.Learnt} of {field.Values} by {field.By}"))}, learnt of {train.Length:N0} rows in {clock.Elapsed.TotalSeconds:0.00} s"));
        var watch = new FeatureWatch(reference, Day, new([.. learnt], []));
        var home = keys[0];
        bool IsIn(int row) => !home.IsNull(row) && home[row].ToString() == population;
        var (inside, all) = (days.Sum(day => day.Rows.Count(IsIn)), days.Sum(day => day.Rows.Length));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{by[0]} is {population}: {100.0 * inside / all:0.0} % of rows, {inside / days.Count} a day"));
        foreach (var (what, plant) in new (string, Func<double?, Random, double?>)[]
        {
            ("nothing", (value, _) => value), ("times 60", (value, _) => value * 60), ("times 3", (value, _) => value * 3), ("10 % more nulls", (value, random) => random.NextDouble() < 0.1 ? null : value),
            ("all null", (_, _) => null), ("stuck", (value, _) => value is null ? null : 7), ("a third more", (value, _) => value * 1.33),
        })
            Report(what, plant, watch, days, IsIn, population);
    }

    private void Report(string what, Func<double?, Random, double?> plant, FeatureWatch watch, IReadOnlyList<(Instant Start, int[] Rows)> days, Func<int, bool> isIn, string population)
    {
        var (random, clock, wholes, parts, found, named, figures) = (new Random(7), System.Diagnostics.Stopwatch.StartNew(), 0, 0, new int[2], 0, 0);
        var (tries, told) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        var missed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var day = 0; day < days.Count; day++)
        {
            var (fault, age) = (day / Spacing, day % Spacing);
            var victim = what == "nothing" || age == Spacing - 1 ? -1 : fault % names.Length;
            var report = watch.Check(days[day].Start, Profile(days[day], victim, plant, isIn, random), [], names);
            figures = Math.Max(figures, report.Tests);
            if (victim >= 0 && age == 0) tries++;
            foreach (var feature in report.Features.Where(feature => feature.HasDrifted))
            {
                if (victim >= 0 && feature.Name == names[victim])
                {
                    // Once for each fault, on the first day that tells it.
                    if (feature.Populations.FirstOrDefault(one => one.By == by[0] && one.Name == population) is not { } right) continue;
                    if (_seen.Add(fault)) found[age]++;
                    if (feature.Populations[0] == right) named++;
                    continue;
                }

                if (feature.Believed.Count > 0) wholes++;
                else parts++;
                if (what != "nothing") continue;
                var text = string.Join("; ", feature.Populations.Take(3).Select(one => $"{one.By} {one.Name} {one.Rows} rows {string.Join(" ", one.Believed.Select(test => $"{test.Figure} {test.Expected:0.###} {test.Found:0.###} step {test.Step:0.0} p {test.Probability:0.0e0}"))}"));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {days[day].Start} {feature.Name}{(feature.Believed.Count > 0 ? " (whole)" : "")}, {feature.Populations.Count} populations: {text}"));
                foreach (var one in feature.Populations.DistinctBy(one => one.Name)) told[one.Name] = told.GetValueOrDefault(one.Name) + 1;
            }

            if (victim >= 0 && age == 1 && !_seen.Contains(fault)) missed[names[victim]] = missed.GetValueOrDefault(names[victim]) + 1;
        }

        _seen.Clear();
        var featureDays = days.Count * names.Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {(tries == 0 ? "" : $"{found[0]} of {tries} found on the day, {found[1]} on the next, first named on {named} days; ")}told of others {parts} by populations alone and {wholes} as a whole, of {featureDays:N0} feature-days: {1000.0 * parts / featureDays:0.0} per 1,000; {figures:N0} figures; {1000 * clock.Elapsed.TotalSeconds / days.Count:0} ms a day"));
        if (missed.Count > 0) Console.WriteLine($"  missed: {string.Join(", ", missed.Select(one => $"{one.Key} {one.Value}"))}");
        if (told.Count > 0) Console.WriteLine($"  populations told: {string.Join(", ", told.Select(one => $"{one.Key} {one.Value}"))}");
    }

    private RowProfile Profile((Instant Start, int[] Rows) day, int victim, Func<double?, Random, double?> plant, Func<int, bool> isIn, Random random)
    {
        var profile = new RowProfile(_fields, [.. Enumerable.Range(0, by.Length)], day.Start);
        Column?[] columns = [.. keys, .. values];
        if (victim >= 0) columns[by.Length + victim] = Planted(values[victim], day.Rows, row => isIn(row), plant, random);
        profile.Add(times.Values, columns, day.Rows);
        return profile;
    }

    // At the places of those rows alone.
    private static Column Planted(Column column, int[] rows, Func<int, bool> isIn, Func<double?, Random, double?> plant, Random random)
    {
        Column copy = column is Float64Column ? new Float64Column(column.Kind) : new Int64Column(column.Kind);
        var last = rows.Max();
        var reals = copy is Float64Column real ? real.AppendRange(last + 1) : [];
        var wholes = copy is Int64Column whole ? whole.AppendRange(last + 1) : [];
        foreach (var row in rows)
        {
            double? value = column.IsNull(row) ? null : column is Float64Column from ? from.Values[row] : ((Int64Column)column).Values[row];
            if (isIn(row)) value = plant(value, random);
            if (value is not { } number) copy.SetNullAt(row);
            else if (column is Float64Column) reals[row] = number;
            else wholes[row] = (long)number;
        }

        return copy;
    }
}
