using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Quern.Cli.Demo;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Server;
using Quern.Server.Clocks;
using Quern.Server.Projects;
using Quern.Stores.Registry;

namespace Quern.Cli.Commands;

/// <summary>The whole loop on about a million real flights: plan, apply, two training sets, materialize, and a vector served over HTTP.</summary>
internal static class DemoCommand
{
    private const string Instant = "2001-03-01T00:00:00Z";

    public static Command Create(SharedOptions shared)
    {
        var folder = new Argument<string>("folder") { Description = "Where the demo's project goes.", DefaultValueFactory = _ => "quern-demo" };
        var command = new Command("demo", "The whole loop on about a million real flights, in a project that you can change afterwards.") { folder };
        CommandRun.Bind(command, shared, run =>
        {
            run.RefuseJson("demo", "The demo is a show of several commands; each has --json by itself.");
            return Run(run, Path.GetFullPath(run.Value(folder)!));
        });
        return command;
    }

    private static async Task<int> Run(CommandRun run, string folder)
    {
        var time = Stopwatch.StartNew();
        DemoProject.CopyTo(folder);
        var (labels, naive, honest) = (Path.Combine(folder, "data/labels.parquet"), Path.Combine(folder, ".quern/naive.parquet"), Path.Combine(folder, ".quern/as-known.parquet"));
        string[][] steps =
        [
            ["plan"],
            ["apply", "-m", "The demo"],
            ["training-set", "late_flight", "--spine", labels, "--out", naive],
            ["training-set", "late_flight", "--spine", labels, "--out", honest, "--as-known"],
        ];
        run.Output.Line($"966,409 real flights and what an airport's last hours say about the next one, in {folder}");
        foreach (var step in steps)
            if (await Step(run, folder, step).ConfigureAwait(false) is > 0 and var failed)
                return failed;
        run.Output.Line("\nWhat a training set leaks that forgets when things were known");
        foreach (var line in LeakDemo.Compare(naive, honest, run.Cancellation)) run.Output.Line(line);
        if (await Step(run, folder, "materialize", "--to", Instant).ConfigureAwait(false) is > 0 and var unmade) return unmade;
        await Serve(run, Project.Open(folder)).ConfigureAwait(false);
        Next(run, folder, time.Elapsed);
        return 0;
    }

    private static Task<int> Step(CommandRun run, string folder, params string[] command)
    {
        run.Output.Line($"\n$ quern {string.Join(' ', command.Select(word => word.StartsWith(folder, StringComparison.Ordinal) ? Path.GetRelativePath(folder, word) : word.Contains(' ') ? $"\"{word}\"" : word))}");
        return QuernCommand.Create().Parse([.. command, "--project", folder]).InvokeAsync(cancellationToken: run.Cancellation);
    }

    private static async Task Serve(CommandRun run, Project project)
    {
        run.Output.Line($"\n$ quern serve --clock {Instant}");
        using var online = OnlineStores.Open(project);
        var registry = new ProjectRegistry(project.File.Project, new FileRegistryStore(project.Registry), online);
        await using var server = await QuernServer.StartAsync(registry, new ServerOptions { Url = "http://127.0.0.1:0", Clock = ClockChoice.Parse(Instant) }, run.Cancellation).ConfigureAwait(false);
        using var client = new HttpClient();
        var body = new { feature_service = "late_flight", entities = new { origin = new[] { "ORD" }, destination = new[] { "SFO" } } };
        using var answer = await client.PostAsJsonAsync(server.Url + "/get-online-features", body, run.Cancellation).ConfigureAwait(false);
        var vector = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(run.Cancellation).ConfigureAwait(false);
        run.Output.Line($"  POST /get-online-features  {JsonSerializer.Serialize(body)}");
        var names = vector.GetProperty("metadata").GetProperty("feature_names");
        for (var i = 0; i < names.GetArrayLength(); i++)
        {
            var result = vector.GetProperty("results")[i];
            run.Output.Line($"    {names[i].GetString(),-28} {result.GetProperty("values")[0].GetRawText(),-24} {result.GetProperty("statuses")[0].GetString()}");
        }
    }

    private static void Next(CommandRun run, string folder, TimeSpan time)
    {
        var project = Path.GetRelativePath(Directory.GetCurrentDirectory(), folder);
        run.Output.Line($"\nThat was the whole loop, in {Numbers.Time(time)}. Try next:");
        run.Output.Line($"  quern -p {project} get late_flight origin=ATL destination=JFK --at 2001-02-14T18:00:00Z --explain     # which events made each value");
        run.Output.Line($"  quern -p {project} serve --clock {Instant}                             # then POST to http://127.0.0.1:6566");
        run.Output.Line($"  open {project}/FlightFeatures.cs, change a window, and run: quern -p {project} plan");
        run.Output.Line("  quern init my-features                                                         # a project of your own");
    }
}
