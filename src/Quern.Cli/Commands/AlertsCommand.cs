using System.CommandLine;
using System.Net;
using Quern.Cli.Rendering;
using Quern.Protocol.Alerts;
using Quern.Server;

namespace Quern.Cli.Commands;

/// <summary>What a server finds wrong, and what people do about it.</summary>
internal static class AlertsCommand
{
    private const int Shown = 20;

    public static Command Create(SharedOptions shared)
    {
        var server = new Option<string>("--server") { Description = "The server.", DefaultValueFactory = _ => new ServerOptions().Url, Recursive = true };
        var command = new Command("alerts", "What is wrong with a server now, and what was of late.") { server };
        CommandRun.Bind(command, shared, run => ListAsync(run, run.Value(server)!));

        var alert = new Argument<string>("id") { Description = "The alert, as 'quern alerts' names it." };
        var acknowledge = new Command("acknowledge", "Say that you look at an alert: it is not told again.") { alert };
        CommandRun.Bind(acknowledge, shared, run => SendAsync(run, run.Value(server)!, HttpMethod.Post, $"/v1/alerts/{Uri.EscapeDataString(run.Value(alert)!)}/acknowledge", null, _ => "acknowledged"));

        var match = new Argument<string>("match") { Description = "The key of what is not to be told; * stands for anything: 'objective/*'." };
        var length = new Option<string>("--for") { Description = "For how long: 30m, 2h, 1d.", DefaultValueFactory = _ => "1h" };
        var comment = new Option<string?>("--comment") { Description = "Why, for the others." };
        var silence = new Command("silence", "Have alerts not told for a while; they are still found and listed.") { match, length, comment };
        CommandRun.Bind(silence, shared, run => SendAsync(run, run.Value(server)!, HttpMethod.Post, "/v1/silences", new SilenceRequestShape(run.Value(match)!, run.Value(length)!, run.Value(comment)), made => $"silenced until {made!.Until:u} ({made.Id})"));

        var which = new Argument<string>("id") { Description = "The silence, as 'quern alerts' names it." };
        var end = new Command("unsilence", "End a silence.") { which };
        CommandRun.Bind(end, shared, run => SendAsync(run, run.Value(server)!, HttpMethod.Delete, $"/v1/silences/{Uri.EscapeDataString(run.Value(which)!)}", null, _ => "told again from now on"));

        command.Subcommands.Add(acknowledge);
        command.Subcommands.Add(silence);
        command.Subcommands.Add(end);
        return command;
    }

    private static async Task<int> ListAsync(CommandRun run, string server)
    {
        var told = (await ServerQuery.AskAsync<AlertsShape>(server, "/v1/alerts", run.Cancellation).ConfigureAwait(false))!;
        run.Output.Json(told);
        AlertShape[] open = [.. told.Alerts.Where(alert => alert.Resolved is null)];
        run.Output.Line(open.Length == 0 ? "nothing is wrong" : $"{Numbers.Count(open.Length, "alert")} open");
        foreach (var alert in told.Alerts.Take(Math.Max(Shown, open.Length)))
        {
            run.Output.Line($"  {alert.Id}  {State(alert),-9} {alert.Since:u}  {alert.Title}");
            if (alert.Resolved is not null) continue;
            run.Output.Line($"{"",32}{alert.Evidence.ReplaceLineEndings(" ")}{(alert.Owner is { } owner ? $" Owner: {owner}." : "")}{(alert.Acknowledged is { } at ? $" Acknowledged {at:u}." : "")}  [{alert.Key}]");
            if (alert.Because is { } root) run.Output.Line($"{"",32}follows from {root}");
            else if (alert.Command is { } help) run.Output.Line($"{"",32}$ {help}");
        }

        foreach (var silence in told.Silences) run.Output.Line($"  {silence.Id}  silence   until {silence.Until:u}  {silence.Match}{(silence.Comment is { } comment ? $"  {comment}" : "")}");
        if (told.Trouble is { } trouble) run.Output.Line(trouble);
        return 0;
    }

    private static string State(AlertShape alert) => alert.Resolved is null ? alert.Severity : "resolved";

    private static async Task<int> SendAsync(CommandRun run, string server, HttpMethod method, string path, SilenceRequestShape? body, Func<SilenceShape?, string> say)
    {
        var made = await ServerQuery.SendAsync<SilenceShape>(server, method, path, body, status => Refused(status, body), run.Cancellation).ConfigureAwait(false);
        run.Output.Json(made ?? (object)new { });
        run.Output.Line(say(made));
        return 0;
    }

    private static Finding? Refused(HttpStatusCode status, SilenceRequestShape? body) => status switch
    {
        HttpStatusCode.NotFound => new("QRN5197", "there is nothing of this name", "It may be over, or never was.", "'quern alerts' lists alerts and silences with their names."),
        HttpStatusCode.UnprocessableEntity => new("QRN5198", $"'{body?.Match}' cannot be silenced for '{body?.For}'", null, "Write --for as 30m, 2h or 1d, at most 90d, and match a key such as 'objective/*'."),
        _ => null,
    };
}
