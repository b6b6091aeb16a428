using System.CommandLine;
using System.Text;
using Quern.Cli.Projects;
using Quern.Cli.Pushing;
using Quern.Cli.Rendering;
using Quern.Engine.Streams;
using Quern.Server.Clocks;
using Quern.Stores.Lmdb;

namespace Quern.Cli.Commands;

/// <summary>Events that were refused, or too late for a view: look at them, take them out, push them again.</summary>
internal static class DeadLettersCommand
{
    private const int Shown = 50;
    private const int ShownText = 100;

    public static Command Create(SharedOptions shared)
    {
        var stream = new Option<string?>("--stream") { Description = "Only those of this stream.", Recursive = true };
        var file = new Argument<string>("file") { Description = "Where to: one event a line, to be mended and pushed again." };
        var server = PushCommand.Server();
        var list = new Command("list", "List them, oldest first.");
        var export = new Command("export", "Write the events into a file; they stay.") { file };
        var drop = new Command("drop", "Throw them away.");
        var replay = new Command("replay", "Push the refused ones again; those refused again stay.") { server };
        var command = new Command("dead-letters", "Events that were refused, or too late for a view.") { list, export, drop, replay };
        command.Options.Add(stream);
        CommandRun.Bind(command, shared, run => List(run, run.Value(stream)));
        CommandRun.Bind(list, shared, run => List(run, run.Value(stream)));
        CommandRun.Bind(export, shared, run => Export(run, run.Value(stream), run.Value(file)!));
        CommandRun.Bind(drop, shared, run => Drop(run, run.Value(stream)));
        CommandRun.Bind(replay, shared, run => Replay(run, run.Value(stream), run.Value(server)));
        return command;
    }

    private static int List(CommandRun run, string? stream)
    {
        var letters = Read(run.Project, stream);
        run.Output.Json(letters.Select(letter => new { letter.Number, letter.Stream, at = letter.At.ToString(), letter.Code, letter.Reason, letter.Event }));
        foreach (var letter in letters.Take(Shown))
        {
            run.Output.Line($"{letter.Number,6}  {letter.At}  {letter.Stream}  {letter.Code}: {letter.Reason}");
            run.Output.Line($"        {(letter.Line.Length > ShownText ? letter.Line[..ShownText] + "…" : letter.Line)}");
        }

        run.Output.Line(letters.Count > Shown ? $"{Numbers.Count(letters.Count, "dead letter")}, the first {Shown} shown; --json has all." : Numbers.Count(letters.Count, "dead letter"));
        return 0;
    }

    private static int Export(CommandRun run, string? stream, string file)
    {
        var letters = Read(run.Project, stream);
        File.WriteAllLines(file, letters.Select(letter => letter.Line));
        run.Output.Json(new { file, letters = letters.Count });
        run.Output.Line($"{Numbers.Count(letters.Count, "event")} written to {file}");
        return 0;
    }

    private static int Drop(CommandRun run, string? stream)
    {
        var letters = ReadOwn(run.Project, stream);
        Remove(run.Project, letters);
        using var shared = run.Project.OpenParts();
        var dropped = letters.Count + (shared?.DropDeadLetters(stream) ?? 0);
        run.Output.Json(new { dropped });
        run.Output.Line($"{Numbers.Count(dropped, "dead letter")} dropped");
        return 0;
    }

    private static async Task<int> Replay(CommandRun run, string? stream, string? server)
    {
        if (stream is not null && run.Project.TakenElsewhere(stream) is { } elsewhere) throw new QuernException(elsewhere);
        var all = ReadOwn(run.Project, stream);
        var late = all.Count(letter => letter.IsLate);
        var totals = new PushTotals();
        if (all.Count > late)
        {
            using var applied = server is null ? AppliedProject.Open(run.Project) : null;
            using IEventDoor door = server is null ? new LocalDoor(run.Project, applied!.Plan, new WallClock()) : new HttpDoor(server);
            foreach (var batch in DeadLetters.Batches(all))
            {
                totals.Add(await door.PushAsync(batch[0].Stream, [.. batch.Select(letter => new EventLine(letter.Number, Encoding.UTF8.GetBytes(letter.Line)))], run.Cancellation).ConfigureAwait(false));
                // Whatever was refused again has a new letter.
                Remove(run.Project, batch);
            }
        }

        run.Output.Json(new { totals.Events, totals.Accepted, totals.Duplicate, totals.Late, totals.Refused, reasons = totals.Reasons, tooLate = late });
        run.Output.Line($"{Numbers.Count(totals.Events, "dead letter")} pushed again");
        if (totals.Events > 0) totals.Show(run.Output, "letter");
        if (late > 0) run.Output.Line($"  {Numbers.Count(late, "late event")} left alone: the log has them, and so have training sets.");
        return totals.IsAllRefused ? 1 : 0;
    }

    private static IReadOnlyList<DeadLetter> Read(Project project, string? stream)
    {
        using var shared = project.OpenParts();
        IReadOnlyList<DeadLetter> others = shared is null ? [] : [.. shared.DeadLetters(stream).Select(each => each.Letter)];
        return [.. ReadOwn(project, stream), .. others];
    }

    private static IReadOnlyList<DeadLetter> ReadOwn(Project project, string? stream)
    {
        if (!Directory.Exists(project.Streams)) return [];
        using var store = new LmdbOnlineStore(project.Streams);
        return DeadLetters.List(store, stream);
    }

    private static void Remove(Project project, IReadOnlyCollection<DeadLetter> letters)
    {
        if (letters.Count == 0) return;
        using var store = new LmdbOnlineStore(project.Streams);
        DeadLetters.Remove(store, letters.Select(letter => letter.Number));
    }
}
