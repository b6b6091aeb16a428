using System.Diagnostics;
using System.Globalization;
using System.Net;
using Quern.Cli.Tests.Projects;
using Quern.Connectors.Tests;

namespace Quern.Cli.Tests.Robustness.Chaos;

/// <summary>Whatever a server depends on goes away and comes back, one after the other, with load on: nothing acknowledged is lost or counts twice, and nobody is ever told what is not so.</summary>
public sealed class ChaosTests(ProjectTemplates templates)
{
    // Each once; with --full again and again, now and then for longer than a lock outlives its holder.
    private static readonly TimeSpan? Long = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? null : TimeSpan.FromMinutes(15);

    [Fact]
    public void Server_WhoseWorldBreaks_LosesNothing_AndTellsNothingWrong()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var scene = new Scene(templates);
        using var load = new Load(() => scene.Taking, () => scene.Reading, () => scene.Stops);
        var (began, done) = (Stopwatch.GetTimestamp(), 0);
        do
        {
            foreach (var name in scene.Disruptions.Select(disruption => disruption.Name).OrderBy(_ => random.Next()).ToArray())
            {
                Recovers(load, $"seed {seed}, before {name}");
                // Made anew, for a server may have taken another's place.
                var disruption = scene.Disruptions.Single(candidate => candidate.Name == name);
                disruption.Begin();
                Thread.Sleep(Long is not null && random.Next(6) == 0 ? random.Next(20_000, 60_000) : random.Next(100, 1_500));
                disruption.End();
                done++;
                load.Failures.ShouldBeEmpty($"seed {seed}, {done}: {name}");
            }
        }
        while (Long is { } time && Stopwatch.GetElapsedTime(began) < time);

        Recovers(load, $"seed {seed}, at the end");
        load.End();
        load.Failures.ShouldBeEmpty($"seed {seed}");
        load.Reads.Refused.ShouldBeGreaterThan(0, "nobody noticed anything");
        var expected = Load.After(load.Acknowledged);
        // What Redis lost is read from the log again, and not told before it is there.
        var told = load.Ask(scene.Taking);
        Eventually.So(() => told.Status == HttpStatusCode.OK || (told = load.Ask(scene.Taking)).Status == HttpStatusCode.OK, () => $"seed {seed}: it answers {told.Status}");
        told.Customers.ShouldBe(expected, $"seed {seed}");
        Eventually.So(() => load.Ask(scene.Reading).Customers.SequenceEqual(expected), () => $"seed {seed}: the server that reads has other values");
        // History has the same.
        scene.Quern("get", "checkout", "customer=c0", "--at", DateTime.UtcNow.AddSeconds(1).ToString("O")).ShouldContain(string.Create(CultureInfo.InvariantCulture, $"sales_lifetime  {expected[0].Sales}\n"));
    }

    private static void Recovers(Load load, string when)
    {
        var (pushes, reads) = (load.Acknowledged, load.Reads.Answered);
        Eventually.So(() => (load.Acknowledged > pushes + 1 && load.Reads.Answered > reads + 1) || load.Failures.Length > 0, () => $"{when}: nothing goes on; {load.Acknowledged} pushes, reads {load.Reads}");
    }
}
