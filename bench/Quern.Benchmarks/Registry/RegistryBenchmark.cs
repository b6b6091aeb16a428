using System.Diagnostics;
using System.Globalization;
using Quern.Benchmarks.Http;

namespace Quern.Benchmarks.Registry;

/// <summary>
/// Projects of 1,500 features in 75 views and of 8,000 in 400: how long compiling, planning, applying and starting take, and the page of the registry; and whether a vector of five views is served as fast as where there
/// are no others, by turns on the same machine.
/// </summary>
internal static class RegistryBenchmark
{
    private const int Rounds = 3;
    private const int Seconds = 3;
    private const string Body = """{"feature_service":"service000","entities":{"device_id":[7]}}""";

    internal static async Task<int> RunAsync(string[] args)
    {
        if (!Wrk.IsInstalled()) return 2;
        var folder = Directory.CreateTempSubdirectory("quern-registry-");
        try
        {
            using var alone = Open(Make(folder, 5));
            var isGood = true;
            foreach (var (views, limit) in new[] { (75, 3.0), (400, 10.0) })
            {
                var project = Make(folder, views);
                using var server = Open(project);
                isGood &= await MeasureAsync(project, server, limit).ConfigureAwait(false);
                Compare(alone, server, views);
            }

            return isGood ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static LargeProject Make(DirectoryInfo folder, int views)
    {
        var project = new LargeProject(folder.CreateSubdirectory($"views-{views}").FullName, views);
        Line($"{project.Features:N0} features, {views} views: first plan, C# compiled", $"{project.Run("plan").TotalSeconds:F1} s");
        return project;
    }

    private static LargeServer Open(LargeProject project)
    {
        Line("  plan", $"{project.Run("plan").TotalSeconds:F2} s");
        Line("  apply", $"{project.Run("apply", "-m", "one").TotalSeconds:F2} s");
        Line("  materialize", $"{project.Run("materialize", "--to", LargeProject.Now).TotalSeconds:F1} s");
        var server = new LargeServer(project);
        Line("  start, until it answers", $"{server.StartUp.TotalSeconds:F2} s");
        return server;
    }

    private static async Task<bool> MeasureAsync(LargeProject project, LargeServer server, double limit)
    {
        using var client = new HttpClient();
        var start = Stopwatch.GetTimestamp();
        var bytes = (await client.GetByteArrayAsync($"{server.Url}/v1/registry").ConfigureAwait(false)).Length;
        var page = Stopwatch.GetElapsedTime(start);
        var plan = project.Run("plan");
        Line("  registry page", $"{page.TotalMilliseconds:F0} ms, {bytes / 1024:N0} KiB");
        Line("  plan of what is applied", $"{plan.TotalSeconds:F2} s (plan, start and page each under {limit:F0} s)");
        return new[] { plan, server.StartUp, page }.All(took => took.TotalSeconds < limit);
    }

    private static void Compare(LargeServer alone, LargeServer server, int views)
    {
        var (few, many) = (0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            few = Math.Max(few, Wrk.Run(alone.Url, Body, Seconds).Rate);
            many = Math.Max(many, Wrk.Run(server.Url, Body, Seconds).Rate);
        }

        Line("  vector of 100 features over 5 views", $"{many:N0} requests/s; {few:N0} without the other {views - 5} views: {many / few:F2}");
    }

    private static void Line(string what, string figure) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-60} {figure}"));
}
