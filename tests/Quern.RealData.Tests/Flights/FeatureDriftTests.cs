using Quern.Engine.Monitoring;
using Quern.Engine.PointInTime;
using Quern.Engine.Served;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets;
using Quern.Stores.Monitoring;
using Quern.Stores.Served;
using Quern.Stores.TrainingSets;
using Quern.Time;
using Quern.Values;

namespace Quern.RealData.Tests.Flights;

/// <summary>A training set of two months of flights, and what is said of days of the third that were served and logged: nothing of a day as it was, and everything that was planted.</summary>
public sealed class FeatureDriftTests
{
    private const string Rows = "SELECT date AS t, origin, destination FROM 'flights-3m.parquet' WHERE hash(date, origin, destination) % 40 = 0";
    private static readonly Duration Day = new(86_400L * Instant.PerSecond);

    [Fact]
    public void DriftThatIsPlanted_IsFound_AndNothingElse()
    {
        using var bench = new Workbench(SharedData.Folder("flights"), new FlightFeatures());
        using var folder = new Scratch();
        var plan = bench.Plan.Services["airports"];
        var profile = Train(bench, folder.Path, $"{Rows} AND date < TIMESTAMP '2001-03-01'");
        (profile.Width, profile.Starts.Count, profile.Skipped.Count).ShouldBe((Day, 59, 0));

        using (var log = new ServedLog(new ServedTables(folder.Path, TimeProvider.System), new() { Sample = 1 }, TimeProvider.System, inBackground: false))
        {
            var recorder = log.Open("airports", "1", plan)!;
            var random = new Random(3);
            Serve(bench, recorder, "2001-03-13", (_, value) => value);
            Serve(bench, recorder, "2001-03-14", (feature, value) => feature == "max_1d" ? value * 60 : feature == "n_1h" && random.Next(20) == 0 ? null : value);
            log.Write();
        }

        var shape = new ServedShape("airports", "1", plan);
        using var history = new ServedHistory(folder.Path, "airports", TimeProvider.System);
        var served = new ServedProfiles(new ProfileFiles(Path.Combine(folder.Path, "profiles")), shape, Day).Load(history, new(Instant.Min, Instant.Max), again: false, null, TestContext.Current.CancellationToken);
        string[] features = [.. plan.Outputs.Select(output => output.Name)];
        var watch = FeatureWatch.Of(profile, Day);
        Instant[] starts = [.. served.Keys.Order()];
        var sound = watch.Check(starts[0], served[starts[0]], ["origin"], features);
        sound.Tests.ShouldBeGreaterThan(40);
        sound.Features.Where(feature => feature.HasDrifted).Select(feature => feature.Name).ShouldBeEmpty();
        var planted = watch.Check(starts[1], served[starts[1]], ["origin"], features).Features.Where(feature => feature.HasDrifted).ToArray();
        planted.Select(feature => $"{feature.Name}: {string.Join(", ", feature.Believed.Select(test => test.Figure))}").Order().ShouldBe(["max_1d: Beyond, Shape, Level", "n_1h: NullShare"]);
    }

    private static TrainingProfile Train(Workbench bench, string folder, string query)
    {
        using var spine = DuckSpine.Query(query, bench.Folder);
        using var output = new DuckTrainingSetOutput(spine, Path.Combine(folder, "train.parquet"), folder);
        var request = new TrainingSetRequest(bench.Plan.Services["airports"], spine, "t", AsKnown: false, Statuses: false, new BadRows(BadRowPolicy.Fail)) { IsProfiled = true };
        return new TrainingSetRun(bench.Reader, Workbench.Limits).Run(request, output, null, default).Profile!;
    }

    private static void Serve(Workbench bench, ServedRecorder recorder, string day, Func<string, long, long?> plant)
    {
        var request = bench.Ask("airports", $"{Rows} AND date::DATE = DATE '{day}'");
        var result = new HistoryEngine(bench.Reader, Workbench.Limits).Compute(request, null, default);
        var rows = request.Times.Count;
        ResultColumn[] outputs = [.. recorder.Shape.Plan.Outputs.Select(output => Planted(output.Name, result.Of(output), plant))];
        long[] times = new long[rows];
        recorder.Record(new(day, new(request.Times.Values[0]), request.JoinKeys, [], rows, [times], [], outputs));
    }

    private static ResultColumn Planted(string name, ResultColumn column, Func<string, long, long?> plant)
    {
        var planted = new ResultColumn(column.Type, column.Count);
        var writer = planted.OpenWriter();
        for (var row = 0; row < column.Count; row++)
            if (!column.StatusOf(row).HasValue()) writer.SetNull(row, column.StatusOf(row));
            else if (plant(name, column.Slots[row]) is { } value) writer.SetBits(row, value);
            else writer.SetNull(row, FeatureStatus.NullValue);
        return planted;
    }

    private sealed class Scratch : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("quern-drift-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
