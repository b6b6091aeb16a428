using System.Diagnostics;
using System.Globalization;
using Quern.Engine.Monitoring;
using Quern.Profiles;
using Quern.Stores.Monitoring;
using Quern.Time;
using Quern.Values;

namespace Quern.Benchmarks.Monitoring;

/// <summary>How long it takes to look at 1,500 fields of 75 sources over 30 days, from stored profiles of 20,000 rows a day each; beside it, reading the same files and nothing else.</summary>
internal static class ReportBenchmark
{
    private const int Sources = 75;
    private const int Fields = 20;
    private const int Days = 30;
    private const int Rows = 20_000;
    private static readonly Duration Day = new(86_400L * Instant.PerSecond);

    public static Task<int> RunAsync(string[] args)
    {
        var folder = Path.Combine(TrainingSets.BenchInputs.Find().Folder, "profiles");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        var fields = Enumerable.Range(0, Fields).Select(field => ($"f{field}", DataType.Scalar(field % 4 == 3 ? ValueKind.String : ValueKind.Float64))).ToArray();
        var store = new ProfileFiles(folder);
        var subjects = Enumerable.Range(0, Sources).Select(source => ProfileSubject.Of($"s{source}", fields, Day)).ToArray();
        Fill(store, subjects, fields);
        var last = new Instant((Days - 1) * Day.Microseconds);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);

        var clock = Stopwatch.StartNew();
        var bytes = files.Sum(file => (long)File.ReadAllBytes(file).Length);
        var floor = clock.Elapsed;
        clock.Restart();
        var (figures, incidents, read) = (0, 0, TimeSpan.Zero);
        foreach (var subject in subjects)
        {
            var reading = Stopwatch.StartNew();
            var profiles = store.Read(subject, new(Instant.Min, Instant.Max)).ToDictionary(bucket => bucket.Start, bucket => bucket.Profile);
            read += reading.Elapsed;
            var report = new RowWatch(Day).Check(profiles, last);
            figures += report.Figures;
            incidents += report.Incidents.Count;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Sources * Fields:N0} fields, {Days} days, {files.Length:N0} files of {bytes / (double)(1 << 20):0.0} MiB: {figures:N0} figures looked at in {clock.Elapsed.TotalSeconds:0.00} s, {read.TotalSeconds:0.00} s of it reading, {incidents} incidents; reading the files alone {floor.TotalSeconds:0.00} s"));
        return Task.FromResult(0);
    }

    private static void Fill(ProfileFiles store, IReadOnlyList<ProfileSubject> subjects, IReadOnlyList<(string, DataType)> fields)
    {
        var days = Enumerable.Range(0, Days).Select(day => (new Instant(day * Day.Microseconds), Profile(fields, day))).ToArray();
        foreach (var subject in subjects) store.Replace(subject, new(Instant.Min, Instant.Max), days);
    }

    private static RowProfile Profile(IReadOnlyList<(string, DataType)> fields, int day)
    {
        var (random, start) = (new Random(day), new Instant(day * Day.Microseconds));
        var profile = new RowProfile(fields, [3, 7], start);
        var times = Enumerable.Range(0, Rows).Select(row => start.Microseconds + (row * (Day.Microseconds / Rows))).ToArray();
        profile.Add(times, [.. fields.Select((field, at) => Column(random, field.Item2.Kind, at))], [.. Enumerable.Range(0, Rows)]);
        return profile;
    }

    private static Column Column(Random random, ValueKind kind, int field)
    {
        if (kind == ValueKind.String)
        {
            var texts = new TextColumn(new StringPool());
            for (var row = 0; row < Rows; row++) texts.Append(texts.Pool.Intern($"v{random.Next(10 * field)}"));
            return texts;
        }

        var reals = new Float64Column(kind);
        for (var row = 0; row < Rows; row++) reals.Append(Math.Exp(random.NextDouble() * field));
        return reals;
    }
}
