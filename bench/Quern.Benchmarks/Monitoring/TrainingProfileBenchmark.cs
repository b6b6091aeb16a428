using System.Globalization;
using Quern.Benchmarks.TrainingSets;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Stores.Sources;
using Quern.Stores.TrainingSets;

namespace Quern.Benchmarks.Monitoring;

/// <summary>What the profile of a training set costs: the same training sets with it and without it, in turns in one process.</summary>
internal static class TrainingProfileBenchmark
{
    private const int Rounds = 10;

    public static Task<int> RunAsync(string[] names)
    {
        var inputs = BenchInputs.Find();
        foreach (var @case in Cases.All(inputs).Where(candidate => names.Length == 0 ? candidate.Name is "origin" or "origin-3m" or "route" : names.Contains(candidate.Name)))
        {
            var (with, without) = (new List<Measure>(), new List<Measure>());
            for (var round = 0; round < Rounds; round++)
            {
                without.Add(Warm(() => Make(inputs, @case, isProfiled: false)));
                with.Add(Warm(() => Make(inputs, @case, isProfiled: true)));
            }

            var (bare, profiled) = (Measure.Best(without), Measure.Best(with));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{@case.Work}: {bare.Seconds:F2} s without, {profiled.Seconds:F2} s with a profile: {bare.Seconds / profiled.Seconds:F2}x; of processor time {bare.Processor:F2} s and {profiled.Processor:F2} s: {bare.Processor / profiled.Processor:F2}x"));
        }

        return Task.FromResult(0);
    }

    // After another like it, so that neither pays for a heap that the other left smaller than it needs.
    private static Measure Warm(Action work)
    {
        work();
        return Measure.Of(work);
    }

    private static void Make(BenchInputs inputs, BenchCase @case, bool isProfiled)
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(@case.Repository), new PlanOptions());
        if (plan is null) throw new QuernException(findings);
        var resources = new DuckResources { Threads = Environment.ProcessorCount };
        using var reader = new DuckSourceReader(inputs.Folder, resources);
        using var spine = DuckSpine.Open(@case.Spine, inputs.Folder, resources);
        using var output = new DuckTrainingSetOutput(spine, Path.Combine(inputs.Folder, "profiled.parquet"), inputs.Folder);
        var request = new TrainingSetRequest(plan.Services[@case.Service], spine, null, AsKnown: false, Statuses: false, new BadRows(BadRowPolicy.Fail)) { IsProfiled = isProfiled };
        new TrainingSetRun(reader, new HistoryLimits(Environment.ProcessorCount, 4L << 30)).Run(request, output, null, CancellationToken.None);
    }
}
