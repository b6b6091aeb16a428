using System.Globalization;
using Quern.Drift;
using Quern.Engine.Monitoring;
using Quern.Engine.Sources;
using Quern.Profiles;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Benchmarks.Monitoring;

/// <summary>Puts faults into real data and looks how many are found, how soon, under which name, and how often something is found where nothing was put in.</summary>
internal static class DetectionBenchmark
{
    private const int Learnt = 35;
    private const int Starts = 6;
    // Public holidays, of 2001 and 2014, and of England in 2011 with the Easter Sunday.
    private static readonly string[] American = ["2001-01-15", "2001-02-19", "2001-05-28", "2014-01-20", "2014-02-17", "2014-05-26", "2014-07-04", "2014-09-01", "2014-10-13", "2014-11-11", "2014-11-27", "2014-12-25"];
    private static readonly string[] British = ["2011-01-03", "2011-04-22", "2011-04-24", "2011-04-25", "2011-04-29", "2011-05-02", "2011-05-30", "2011-08-29"];
    private static readonly Duration Day = new(86_400 * Instant.PerSecond);

    public static Task<int> RunAsync(string[] names)
    {
        var root = Path.GetFullPath(Path.Combine(TrainingSets.BenchInputs.Find().Folder, "..", "..", "..", "shared", "data"));
        WatchedSet[] sets =
        [
            new("flights", Path.Combine(root, "flights", "flights-3m.parquet"), "date", WatchedSources.Flights, American, Fault.Of("date", "origin", "SEA", "distance", "delay", "* 1.609344")),
            new("bikeshare", Path.Combine(root, "bikeshare", "trips.csv.gz"), "start_date", WatchedSources.Trips, American, Fault.Of("start_date", "start_station", "2nd at Townsend", "duration", "bike_id", "/ 60.0")),
            new("online_retail", Path.Combine(root, "online_retail", "online_retail.csv.gz"), "InvoiceDate", WatchedSources.Lines, British, Fault.Of("InvoiceDate", "Country", "Germany", "UnitPrice", "StockCode", "* 100")),
        ];
        foreach (var set in sets.Where(set => names.Length == 0 || names.Contains(set.Name))) Run(set);
        return Task.FromResult(0);
    }

    private static void Run(WatchedSet set)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var clean = Fill(Profile(set, set.Clean, null));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"## {set.Name}: {clean.Count} days, {clean.Sum(day => day.Profile?.Rows ?? 0):N0} rows, profiled in {clock.Elapsed.TotalSeconds:0.0} s"));
        var (alarms, notices, featureDays) = (0, 0, 0);
        var open = new Dictionary<string, int>();
        clock.Restart();
        for (var day = Learnt; day < clean.Count - 1; day++)
        {
            var incidents = Check(set, clean, day, null, out _);
            featureDays += clean[day].Profile?.Fields.Count + 1 ?? 1;
            notices += incidents.Count(incident => !incident.IsFault);
            foreach (var incident in incidents.Where(incident => incident.IsFault))
            {
                var name = $"{incident.Cause} {incident.Root.Signal}";
                if (!open.TryGetValue(name, out var last) || last < day - 1) alarms++;
                open[name] = day;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {clean[day].Start.ToDateTimeOffset():yyyy-MM-dd} {incident.Cause} {incident.Detail} by {incident.Root.Signal}: {incident.Root.Expected:0.###} -> {incident.Root.Found:0.###}, step {incident.Root.Step:0.0}, p {incident.Root.Probability:0.0e0}, magnitude {incident.Root.Magnitude:0.###}, {incident.Folded.Count} folded"));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"clean: {alarms} alarms in {featureDays} feature-days: {1000.0 * alarms / featureDays:0.00} per 1,000; {notices} notices; {clock.Elapsed.TotalSeconds:0.0} s"));
        Console.WriteLine("| fault over 3 sigma | found | delay, days | named right |\n| --- | --- | --- | --- |");
        foreach (var fault in set.Faults) Report(set, fault, clean);
    }

    private static void Report(WatchedSet set, Fault fault, List<(Instant Start, RowProfile? Profile)> clean)
    {
        var (found, named, tries, delays) = (0, 0, 0, new List<int>());
        for (var start = 0; start < Starts; start++)
        {
            var first = Learnt + 14 + ((clean.Count - Learnt - 14 - fault.Days) * start / Starts);
            while (clean[first].Profile is null || clean[first + 1].Profile is null || set.Holidays.Contains(Text(clean[first].Start))) first++;
            var until = clean[first].Start + new Duration(fault.Days * Day.Microseconds);
            var from = Text(clean[first].Start);
            var query = $"WITH rows AS (SELECT * FROM ({set.Clean}) WHERE {set.Time} >= CAST('{from}' AS TIMESTAMP) AND {set.Time} < CAST('{from}' AS TIMESTAMP) + INTERVAL {fault.Days} DAY) {fault.Sql.Replace("{from}", from, StringComparison.Ordinal)}";
            var hurt = Profile(set, query, new(clean[first].Start, until)).ToDictionary(day => day.Start, day => day.Profile);
            var days = clean.Take(first + fault.Days).Select((day, at) => at < first ? day : (day.Start, hurt.GetValueOrDefault(day.Start))).ToList();
            var (greatest, isFound, isNamed, late) = (0.0, false, false, 0);
            for (var delay = 0; delay < fault.Days; delay++)
            {
                var incidents = Check(set, days, first + delay, fault.Traces, out var step);
                greatest = Math.Max(greatest, step);
                if (!incidents.Any(incident => incident.IsFault)) continue;
                (isFound, late, isNamed) = (true, delay, incidents.Any(incident => incident.Cause == fault.Cause));
                break;
            }

            if (greatest < 3 && !isFound) continue;
            tries++;
            if (!isFound) continue;
            found++;
            delays.Add(late);
            if (isNamed) named++;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {fault.Name} | {found} of {tries} | {(delays.Count == 0 ? "" : delays.Average().ToString("0.0", CultureInfo.InvariantCulture))} | {named} |"));
    }

    private static IReadOnlyList<Incident> Check(WatchedSet set, List<(Instant Start, RowProfile? Profile)> days, int day, Func<Signal, bool>? traces, out double step)
    {
        var profiles = days.Take(day + 1).Where(item => item.Profile is not null).ToDictionary(item => item.Start, item => item.Profile!);
        var report = new RowWatch(Day, days.Select(item => item.Start).Where(start => set.Holidays.Contains(Text(start))).ToHashSet()).Check(profiles, days[day].Start);
        step = traces is null ? 0 : report.Tests.Where(test => traces(test.Signal)).Select(test => Math.Abs(test.Step)).DefaultIfEmpty().Max();
        return report.Incidents;
    }

    private static string Text(Instant day) => day.ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static List<(Instant Start, RowProfile? Profile)> Fill(IReadOnlyList<(Instant Start, RowProfile Profile)> days)
    {
        var all = new List<(Instant, RowProfile?)>();
        var known = days.ToDictionary(day => day.Start, day => day.Profile);
        for (var day = days[0].Start; day <= days[^1].Start; day += Day) all.Add((day, known.GetValueOrDefault(day)));
        return all;
    }

    private static IReadOnlyList<(Instant Start, RowProfile Profile)> Profile(WatchedSet set, string query, Interval? times)
    {
        using var reader = new DuckSourceReader(Environment.CurrentDirectory, new DuckResources { Threads = Environment.ProcessorCount });
        return new SourceProfiler(set.Open(query).Definition, Day).Run(reader, times, new BadRows(BadRowPolicy.Fail), null, CancellationToken.None);
    }
}
