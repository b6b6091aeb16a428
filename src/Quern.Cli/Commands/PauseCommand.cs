using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Engine.Online;
using Quern.Planning;
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
        var views = ViewsOf(run, applied, names, "paused");
        using var store = OnlineStores.Open(run.Project);
        using var reader = Machine.Reader(run.Project);
        var since = Instant.From(TimeProvider.System.GetUtcNow());
        using var write = store.BeginWrite();
        ViewPause[] pauses = [.. views.Select(view => PauseCatalog.Pause(write, new(view.Reference, since, reason.ReplaceLineEndings(" "), End(view, reader.Log), Until: null)))];
        write.Commit();
        run.Output.Json(new { paused = pauses.Select(pause => new { pause.View, since = pause.Since.ToString(), pause.Reason }) });
        foreach (var pause in pauses) run.Output.Line($"  {pause.View,-24} paused{(pause.Since == since ? "" : $" already, since {pause.Since}: {pause.Reason}")}");
        return 0;
    }

    private static int Resume(CommandRun run, string[] names)
    {
        using var applied = AppliedProject.Open(run.Project);
        var views = ViewsOf(run, applied, names, "resumed");
        using var store = OnlineStores.Open(run.Project);
        using var reader = Machine.Reader(run.Project);
        using var write = store.BeginWrite();
        var resumed = views.Select(view => (View: view, Pause: PauseCatalog.Resume(write, view.Reference, End(view, reader.Log)))).ToArray();
        Finding[] others = [.. resumed.Where(one => one.Pause is null).Select(one => new Finding("QRN6320", $"view '{one.View.Reference}' is not paused", Hint: "'quern status' says which views are. Nothing was resumed."))];
        if (others.Length > 0) throw new QuernException(others);
        write.Commit();
        run.Output.Json(new { resumed = resumed.Select(one => new { one.Pause!.View, since = one.Pause.Since.ToString(), one.Pause.Reason }) });
        foreach (var (view, pause) in resumed)
            run.Output.Line($"  {view.Reference,-24} resumed, paused since {pause!.Since}; {(view.Definition.Source.Stream is null ? $"'quern materialize {view.Reference}' brings in what came" : "a server that takes events brings in what came")}");
        return 0;
    }

    private static IReadOnlyList<ViewPlan> ViewsOf(CommandRun run, AppliedProject applied, string[] names, string what)
    {
        var views = applied.Views(names);
        Finding[] kept = [.. views.Select(view => run.Project.KeptElsewhere(view, what)).OfType<Finding>()];
        return kept.Length == 0 ? views : throw new QuernException(kept);
    }

    private static long End(ViewPlan view, Engine.Streams.StreamLog? log) => view.Definition.Source.Stream is { } stream && log is not null ? log.End(stream) : 0;
}
