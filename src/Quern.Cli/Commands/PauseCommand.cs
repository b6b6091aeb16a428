using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Engine.Online;
using Quern.Planning;
using Quern.Planning.Shards;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Stops the writing of views, or lets it go on; what they have is served all the while.</summary>
internal static class PauseCommand
{
    public static Command Create(SharedOptions shared)
    {
        var views = Views();
        var reason = new Option<string>("--reason") { Description = "Why, for those who ask.", DefaultValueFactory = _ => "by hand" };
        var command = new Command("pause", "Write views no more until they are resumed; what they have is served on.") { views, reason };
        CommandRun.Bind(command, shared, run => Pause(run, run.Value(views)!, run.Value(reason)!));
        return command;
    }

    public static Command CreateResume(SharedOptions shared)
    {
        var views = Views();
        var command = new Command("resume", "Let paused views go on: what came meanwhile is brought in, and what came to the pause has been looked at.") { views };
        CommandRun.Bind(command, shared, run => Resume(run, run.Value(views)!));
        return command;
    }

    private static Argument<string[]> Views() => new("view") { Description = "The views.", Arity = ArgumentArity.OneOrMore };

    private static int Pause(CommandRun run, string[] names, string reason)
    {
        using var applied = AppliedProject.Open(run.Project);
        var views = applied.Views(names);
        run.Project.RequireOwn(views, "paused");
        using var reader = Machine.Reader(run.Project);
        var since = Instant.From(TimeProvider.System.GetUtcNow());
        var paused = InEach(run.Project, ProjectShards.Place(run.Project, applied.Plan), views, (write, view) => PauseCatalog.Pause(write, new(view.Reference, since, reason.ReplaceLineEndings(" "), End(view, reader.Log), Until: null)));
        // Of a view that is in several stores the earliest is told.
        ViewPause[] pauses = [.. paused.GroupBy(one => one.View.Reference).Select(view => view.MinBy(one => one.Pause.Since).Pause)];
        run.Output.Json(new { paused = pauses.Select(pause => new { pause.View, since = pause.Since.ToString(), pause.Reason }) });
        foreach (var pause in pauses) run.Output.Line($"  {pause.View,-24} paused{(pause.Since == since ? "" : $" already, since {pause.Since}: {pause.Reason}")}");
        return 0;
    }

    private static int Resume(CommandRun run, string[] names)
    {
        using var applied = AppliedProject.Open(run.Project);
        var views = applied.Views(names);
        run.Project.RequireOwn(views, "resumed");
        using var reader = Machine.Reader(run.Project);
        var map = ProjectShards.Place(run.Project, applied.Plan);
        RequirePaused(run.Project, map, views);
        var resumed = InEach(run.Project, map, views, (write, view) => PauseCatalog.Resume(write, view.Reference, End(view, reader.Log)))
            .Where(one => one.Pause is not null).GroupBy(one => one.View.Reference).Select(view => view.MinBy(one => one.Pause!.Since)).ToArray();
        run.Output.Json(new { resumed = resumed.Select(one => new { one.Pause!.View, since = one.Pause.Since.ToString(), one.Pause.Reason }) });
        foreach (var (view, pause) in resumed)
            run.Output.Line($"  {view.Reference,-24} resumed, paused since {pause!.Since}; {(view.Definition.Source.Stream is null ? $"'quern materialize {view.Reference}' brings in what came" : "a server that takes events brings in what came")}");
        return 0;
    }

    private static void RequirePaused(Project project, ShardMap map, IReadOnlyList<ViewPlan> views)
    {
        var paused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var shard in map.Names)
        {
            using var store = OnlineStores.OpenWritten(project, shard);
            if (store is not null) paused.UnionWith(PauseCatalog.Lasting(store).Keys);
        }

        Finding[] others = [.. views.Where(view => !paused.Contains(view.Reference)).Select(view => new Finding("QRN6320", $"view '{view.Reference}' is not paused", Hint: "'quern status' says which views are. Nothing was resumed."))];
        if (others.Length > 0) throw new QuernException(others);
    }

    // Every store that has the views, each in one transaction.
    private static List<(ViewPlan View, T Pause)> InEach<T>(Project project, ShardMap map, IReadOnlyList<ViewPlan> views, Func<IOnlineWrite, ViewPlan, T> change)
    {
        var changed = new List<(ViewPlan, T)>();
        foreach (var (shard, held) in ProjectShards.Holding(map, views, shard: null, areNamed: true))
        {
            using var store = OnlineStores.Open(project, shard);
            using var write = store.BeginWrite();
            foreach (var view in held) changed.Add((view, change(write, view)));
            write.Commit();
        }

        return changed;
    }

    private static long End(ViewPlan view, Engine.Streams.StreamLog? log) => view.Definition.Source.Stream is { } stream && log is not null ? log.End(stream) : 0;
}
