using System.CommandLine;
using System.Diagnostics;
using Quern.Cli.Projects;
using Quern.Cli.Pushing;
using Quern.Cli.Rendering;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Server.Clocks;

namespace Quern.Cli.Commands;

/// <summary>Pushes a file of events into a stream.</summary>
internal static class PushCommand
{
    private const int MostInBatch = 10_000;

    public static Command Create(SharedOptions shared)
    {
        var stream = new Argument<string>("stream") { Description = "The stream." };
        var file = new Argument<string?>("file") { Description = "One JSON object a line, plain or .gz; standard input when none is named.", Arity = ArgumentArity.ZeroOrOne };
        var server = Server();
        var batch = new Option<int>("--batch") { Description = "How many events are made durable together.", DefaultValueFactory = _ => 500 };
        var speed = new Option<double?>("--speed") { Description = "Let events go this many times as fast as their own times; by default as fast as they are taken." };
        var from = new Option<long>("--from") { Description = "The first line to push, from 1: where an earlier run stopped.", DefaultValueFactory = _ => 1 };
        var clock = new Option<string>("--clock") { Description = "Without a server, what now is: wall, or event[:INSTANT], so that a file of old events is not late. A server has its own.", DefaultValueFactory = _ => "wall" };
        var command = new Command("push", "Push events into a stream: each is durable and visible once it is counted.") { stream, file, server, batch, speed, from, clock };
        CommandRun.Bind(command, shared, run => Run(run, new(run.Value(stream)!, run.Value(file), run.Value(server), run.Value(batch), run.Value(speed), run.Value(from), ClockChoice.Parse(run.Value(clock)!))));
        return command;
    }

    /// <summary>Where to push to.</summary>
    public static Option<string?> Server() => new("--server") { Description = "The server that takes the events, such as http://127.0.0.1:6566; by default this process does, when no server runs." };

    private static async Task<int> Run(CommandRun run, Order order)
    {
        order.Check();
        if (order.Server is null && run.Project.TakenElsewhere(order.Stream) is { } elsewhere) throw new QuernException(elsewhere);
        var (stream, from) = (order.Stream, order.From);
        using var file = LineFile.Open(order.File);
        using var applied = order.Server is null || order.Speed is not null ? AppliedProject.Open(run.Project) : null;
        using IEventDoor door = order.Server is null ? new LocalDoor(run.Project, applied!.Plan, order.Clock) : new HttpDoor(order.Server);
        var pace = order.Speed is { } times ? new Pace(SourceOf(applied!, stream), times) : null;
        var (totals, next, time) = (new PushTotals(), from, Stopwatch.StartNew());
        try
        {
            using var progress = new ProgressLine();
            await foreach (var lines in Paced(file.ReadAsync(from, order.Batch, run.Cancellation), pace, run.Cancellation).ConfigureAwait(false))
            {
                totals.Add(await door.PushAsync(stream, lines, run.Cancellation).ConfigureAwait(false));
                next = lines[^1].Number + 1;
                progress.Report($"pushing {file.Name}", totals.Events, 0);
            }
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
            Stopped(run, totals, next);
            return CommandRun.Stopped;
        }
        catch
        {
            if (totals.Events > 0) Stopped(run, totals, next);
            throw;
        }

        run.Output.Json(new { stream, file = file.Name, totals.Events, totals.Accepted, totals.Duplicate, totals.Late, totals.Refused, reasons = totals.Reasons, seconds = time.Elapsed.TotalSeconds });
        run.Output.Line($"{Numbers.Count(totals.Events, "event")} of {file.Name} into '{stream}' in {Numbers.Time(time.Elapsed)}");
        totals.Show(run.Output, "at line");
        return totals.IsAllRefused ? 1 : 0;
    }

    private static async IAsyncEnumerable<IReadOnlyList<EventLine>> Paced(
        IAsyncEnumerable<IReadOnlyList<EventLine>> batches, Pace? pace, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var batch in batches.WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (pace is null)
            {
                yield return batch;
                continue;
            }

            await foreach (var part in pace.Release(batch, cancellation).ConfigureAwait(false)) yield return part;
        }
    }

    private static Definitions.SourceDefinition SourceOf(AppliedProject applied, string stream)
    {
        var sources = applied.Plan.Definition.Sources.Where(source => source.Stream is not null).ToArray();
        return sources.FirstOrDefault(source => source.Stream == stream) ?? throw new QuernException(StreamFindings.Unknown(stream, sources.Select(source => source.Stream!)));
    }

    private static void Stopped(CommandRun run, PushTotals totals, long next)
    {
        totals.Show(run.Output, "at line");
        run.Output.Line($"Stopped before line {next}. To go on, run the same with --from {next}.");
    }

    /// <summary>What is asked for.</summary>
    private sealed record Order(string Stream, string? File, string? Server, int Batch, double? Speed, long From, IClock Clock)
    {
        public void Check()
        {
            var findings = new List<Finding>();
            if (Batch is < 1 or > MostInBatch) findings.Add(PushFindings.BadNumber("--batch", Batch));
            if (From < 1) findings.Add(PushFindings.BadNumber("--from", From));
            if (Speed is <= 0 or double.NaN) findings.Add(PushFindings.BadNumber("--speed", Speed.Value));
            if (findings.Count > 0) throw new QuernException(findings);
        }
    }
}
