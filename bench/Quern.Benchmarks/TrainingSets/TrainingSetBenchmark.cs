using System.Globalization;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Stores.DuckDb;
using Quern.Stores.Sources;
using Quern.Stores.TrainingSets;

namespace Quern.Benchmarks.TrainingSets;

/// <summary>Training sets from Parquet to Parquet, against DuckDB in the same process and in turns, on the same threads. Every value is compared.</summary>
internal static class TrainingSetBenchmark
{
    private const int Rounds = 3;

    private static int Threads => Environment.ProcessorCount;

    /// <summary>Runs the cases named, or all.</summary>
    public static Task<int> RunAsync(string[] names)
    {
        var inputs = BenchInputs.Find();
        if (!File.Exists(inputs.Flights))
        {
            Console.Error.WriteLine($"There are no flights at {inputs.Flights}.");
            return Task.FromResult(1);
        }

        var isEqual = true;
        var cases = Cases.All(inputs).Where(candidate => names.Length == 0 || names.Contains(candidate.Name)).ToArray();
        Console.WriteLine("| case | Quern | peak | peer | seconds | peak | ratio | of processor time | floor | values that differ |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var @case in cases) isEqual &= Run(inputs, @case);
        return Task.FromResult(isEqual ? 0 : 1);
    }

    private static bool Run(BenchInputs inputs, BenchCase @case)
    {
        var ours = Path.Combine(inputs.Folder, $"{@case.Name}.parquet");
        var own = new List<Measure>();
        var others = @case.Peers.Select(_ => new List<Measure>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            own.Add(Measure.Of(() => Make(@case, ours)));
            for (var peer = 0; peer < others.Length; peer++)
                if (round == 0 || !@case.Peers[peer].IsSlow)
                    others[peer].Add(Measure.Of(() => Query(@case.Peers[peer], Theirs(inputs, @case, peer))));
        }

        var isEqual = true;
        for (var peer = 0; peer < others.Length; peer++) isEqual &= Print(inputs, @case, ours, peer, Measure.Best(own), Measure.Best(others[peer]));
        return isEqual;
    }

    private static void Make(BenchCase @case, string path)
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(@case.Repository), new PlanOptions());
        if (plan is null) throw new QuernException(findings);
        var resources = new DuckResources { Threads = Threads };
        using var reader = new DuckSourceReader(Environment.CurrentDirectory, resources);
        using var spine = DuckSpine.Open(@case.Spine, Environment.CurrentDirectory, resources);
        using var output = new DuckTrainingSetOutput(spine, path, Environment.CurrentDirectory);
        var request = new TrainingSetRequest(plan.Services[@case.Service], spine, null, AsKnown: false, Statuses: false, new BadRows(BadRowPolicy.Fail));
        new TrainingSetRun(reader, new HistoryLimits(Threads, 4L << 30)).Run(request, output, null, CancellationToken.None);
    }

    private static void Query(Peer peer, string path)
    {
        using var database = DuckDatabase.Open(new DuckOptions { Threads = Threads });
        using var connection = database.Connect();
        connection.Execute($"COPY ({peer.Sql}) TO {DuckSql.Literal(path)} (FORMAT parquet)");
    }

    private static bool Print(BenchInputs inputs, BenchCase @case, string ours, int peer, Measure own, Measure other)
    {
        using var database = DuckDatabase.Open(new DuckOptions { Threads = Threads });
        using var connection = database.Connect();
        var (plan, _) = RepositoryPlanner.Plan(RepositoryReader.Read(@case.Repository), new PlanOptions());
        var (different, values) = Comparison.Of(connection, ours, Theirs(inputs, @case, peer), plan!.Services[@case.Service].Outputs.Count, @case.Peers[peer]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {@case.Name} | {own.Seconds:F2} s | {own.Peak >> 20} MiB | {@case.Peers[peer].Name} | {other.Seconds:F2} s | {other.Peak >> 20} MiB | **{other.Seconds / own.Seconds:F1}x** | {other.Processor / own.Processor:F1}x | {@case.Floor}x | {different:N0} of {values:N0} |"));
        return different == 0;
    }

    private static string Theirs(BenchInputs inputs, BenchCase @case, int peer) => Path.Combine(inputs.Folder, $"{@case.Name}-peer{peer}.parquet");
}
