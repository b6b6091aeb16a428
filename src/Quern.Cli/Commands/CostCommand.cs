using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Online;
using Quern.Engine.Parts;
using Quern.Engine.Usage;
using Quern.Stores.Monitoring;
using Quern.Stores.Usage;

namespace Quern.Cli.Commands;

/// <summary>What features cost, which of them nobody reads, and which carry the same values.</summary>
internal static class CostCommand
{
    private const long SecondsPerHour = 3_600;

    public static Command Create(SharedOptions shared)
    {
        var by = new Option<CostBy>("--by") { Description = "By what costs are told: feature, view, service or consumer.", DefaultValueFactory = _ => CostBy.View };
        var last = new Option<string>("--last") { Description = "Over how long, such as 12h or 7d; at most 90d.", DefaultValueFactory = _ => "7d" };
        var top = new Option<int>("--top") { Description = "How many lines of each kind are shown; --json has all.", DefaultValueFactory = _ => 20 };
        var same = new Option<string[]>("--training-set") { Description = "The training sets in which features that carry the same values are looked for; by default the newest of each service.", DefaultValueFactory = _ => [] };
        var noSame = new Option<bool>("--no-values") { Description = "Do not look for features that carry the same values." };
        var command = new Command("cost", "Rank what features, views, services and consumers cost; list features that nobody reads, and those that carry the same values.") { by, last, top, same, noSame };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(by), Hours(run.Value(last)!), Math.Max(0, run.Value(top)), run.Value(noSame) ? null : run.Value(same)!));
        return command;
    }

    private static int Run(CommandRun run, CostBy by, long hours, int top, string[]? sets)
    {
        var project = run.Project;
        using var applied = AppliedProject.Open(project);
        using var store = OnlineStores.OpenWritten(project);
        var all = UsageStores.Of(project, store).Read(0);
        var from = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / SecondsPerHour) - hours + 1;
        var history = all with { Counts = all.Counts.Where(counted => counted.Key.Hour >= from).ToDictionary() };
        var features = applied.Plan.Views.Values.ToDictionary(view => view.Reference, view => (IReadOnlyList<string>)[.. view.Features.Select(feature => feature.Name)]);
        var report = CostReport.Of(by, history, hours, Stored(store), features, project.File.Prices);
        var unread = UnreadFeature.Of(applied.Plan, all, from);
        var view = new CostView(run.Output, top, from, all.First, project.File.Prices?.Currency);
        view.Write(report, unread, sets is null ? [] : [.. Files(run, applied, sets).Select(file => Alike(run, file, isNamed: sets.Length > 0)).OfType<(string, AlikeReport)>()]);
        return 0;
    }

    private static long Hours(string text) => UsageSpan.TryParse(text, out var hours, out var finding) ? hours : throw new QuernException(finding);

    private static Dictionary<string, StoredSize> Stored(IOnlineStore? store)
    {
        var sizes = new Dictionary<string, StoredSize>(StringComparer.Ordinal);
        foreach (var opened in store is null ? [] : Snapshots(store))
        {
            using var snapshot = opened;
            snapshot.Renew();
            foreach (var (view, size) in StoredSize.Of(snapshot))
            {
                var before = sizes.GetValueOrDefault(view);
                sizes[view] = new(before.Records + size.Records, before.Bytes + size.Bytes);
            }
        }

        return sizes;
    }

    // What workers keep lies in parts.
    private static IEnumerable<IOnlineSnapshot> Snapshots(IOnlineStore store)
    {
        yield return store.OpenSnapshot();
        if (store is not SharedStore shared) yield break;
        foreach (var stream in shared.Parts.Streams.Values)
            for (var part = 0; part < stream.Parts; part++)
                yield return shared.Parts.OpenPart(stream.Name, part);
    }

    // One that nobody named, and that is not what it was, is no reason to say nothing.
    private static (string File, AlikeReport Found)? Alike(CommandRun run, string file, bool isNamed)
    {
        try
        {
            return (file, AlikeFeatures.Find(file, Machine.Resources(run.Project), run.Cancellation));
        }
        catch (QuernException exception) when (!isNamed)
        {
            run.Output.Warn(exception.Findings[0]);
            return null;
        }
    }

    // Of each service the newest whose file and manifest are still there.
    private static IEnumerable<string> Files(CommandRun run, AppliedProject applied, string[] named)
    {
        if (named.Length > 0) return named.Select(file => Path.GetFullPath(file));
        var profiles = new TrainingProfiles(run.Project.TrainingProfiles, TimeProvider.System);
        return applied.Plan.Services.Keys.Select(service => profiles.Newest(service)).OfType<string>().Distinct();
    }
}
