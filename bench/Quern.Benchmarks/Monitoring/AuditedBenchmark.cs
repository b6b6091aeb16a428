using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Quern.Benchmarks.Http;
using Quern.Benchmarks.Registry;

namespace Quern.Benchmarks.Monitoring;

/// <summary>
/// Requests a second for one row of a hundred features over 16 connections, logged, while the server audits what it has served against the same while it does not, by turns. Every vector is in the sample and settled at
/// once; rounds are longer than a minute, so that each has an audit. The floor is 0.95.
/// </summary>
internal static class AuditedBenchmark
{
    private const double Floor = 0.95;
    private const int Rounds = 2;
    private const int Views = 5;
    private const string Log = "\"log\": { \"sample\": 1 }";
    private const string Body = """{"feature_service":"service000","entities":{"device_id":[7]}}""";

    internal static async Task<int> RunAsync(string[] args)
    {
        if (!Wrk.IsInstalled()) return 2;
        var seconds = BenchArguments.Number(args, usual: 75);
        var folder = Directory.CreateTempSubdirectory("quern-audited-");
        try
        {
            var plain = Made(folder, "plain", Log);
            var audited = Made(folder, "audited", Log + """, "audit": { "sample": 1, "vectors": 1000, "settle": "0s" }""");
            var (without, with, vectors) = (0.0, 0.0, 0L);
            for (var round = 0; round < Rounds; round++)
            {
                // One server at a time: the log of each is written by a thread of its own.
                using (var server = new LargeServer(plain, "wall")) without += Wrk.Run(server.Url, Body, seconds).Rate / Rounds;
                using (var server = new LargeServer(audited, "wall"))
                {
                    with += Wrk.Run(server.Url, Body, seconds).Rate / Rounds;
                    vectors += await AuditedAsync(server.Url).ConfigureAwait(false);
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"not audited {without:N0} requests/s, audited {with:N0} requests/s, {with / without:F2} (floor {Floor:F2}); {vectors:N0} vectors audited"));
            return with >= Floor * without ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static LargeProject Made(DirectoryInfo folder, string name, string settings)
    {
        var project = new LargeProject(folder.CreateSubdirectory(name).FullName, Views, settings);
        project.Run("apply", "-m", "one");
        project.Run("materialize", "--to", LargeProject.Now);
        return project;
    }

    private static async Task<long> AuditedAsync(string url)
    {
        using var client = new HttpClient();
        var said = await client.GetFromJsonAsync<JsonElement>($"{url}/v1/audits").ConfigureAwait(false);
        var vectors = said.GetProperty("services").EnumerateArray().Sum(service => service.GetProperty("vectors").GetInt64());
        return vectors > 0 ? vectors : throw new InvalidOperationException($"Nothing was audited: {said}");
    }
}
