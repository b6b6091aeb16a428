using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Engine.Alerts;
using Quern.Protocol.Alerts;
using Quern.Server.Http;
using Quern.Time;

namespace Quern.Server.Alerts;

/// <summary>What is wrong, and what people do about it.</summary>
internal static class AlertRoutes
{
    internal static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Duration Longest = new(90L * 86_400 * Instant.PerSecond);

    internal static void Map(IEndpointRouteBuilder app, ServerOptions options)
    {
        app.MapGet("/v1/alerts", (Delegate)((HttpContext context) => context.Response.WriteAsJsonAsync(Shape(options.Alerts?.Book))))
            .WithName("getAlerts").WithTags("Server").WithSummary("What is wrong now, what was of late, and what is silenced").Produces<AlertsShape>();
        if (options.Alerts is { } alerts) Map(app, alerts.Book);
    }

    private static void Map(IEndpointRouteBuilder app, AlertBook book)
    {
        app.MapPost("/v1/alerts/{id}/acknowledge", (string id, HttpContext context) => AcknowledgeAsync(book, id, context))
            .WithName("acknowledgeAlert").WithTags("Server").WithSummary("Says that somebody looks at it: it is not told again").Produces(204).Produces(404);
        app.MapPost("/v1/silences", (Delegate)((HttpContext context) => SilenceAsync(context, book)))
            .WithName("silenceAlerts").WithTags("Server").WithSummary("Has alerts not told for a while").WithMetadata(new AcceptsJson(typeof(SilenceRequestShape))).Produces<SilenceShape>().Produces(422);
        app.MapDelete("/v1/silences/{id}", (string id, HttpContext context) => EndAsync(book, id, context))
            .WithName("endSilence").WithTags("Server").WithSummary("Has alerts told again").Produces(204).Produces(404);
    }

    internal static AlertShape Shape(Alert alert)
    {
        var condition = alert.Condition;
        return new(alert.Id, condition.Key, condition.Severity.ToString().ToLowerInvariant(), condition.Title, condition.Evidence, condition.Owner, alert.Since, alert.Told, alert.Acknowledged, alert.Resolved, condition.Node is { } node ? $"{SnakeCase.Of(node.Kind.ToString())} {node.Name}" : null, condition.Because, condition.Command);
    }

    private static AlertsShape Shape(AlertBook? book)
    {
        if (book is null) return new([], [], null);
        var state = book.State;
        return new([.. state.Alerts.Reverse().OrderBy(alert => alert.Resolved is not null).Select(Shape)], [.. state.Silences.Select(Shape)], book.Trouble?.ToString());
    }

    private static SilenceShape Shape(Silence silence) => new(silence.Id, silence.Match, silence.Until, silence.Comment);

    private static Task AcknowledgeAsync(AlertBook book, string id, HttpContext context) => TellAsync(context, book.Acknowledge(id), ServerFindings.NoAlert(id));

    private static Task EndAsync(AlertBook book, string id, HttpContext context) => TellAsync(context, book.End(id), ServerFindings.NoSilence(id));

    private static Task TellAsync(HttpContext context, bool isDone, Finding otherwise)
    {
        if (!isDone) return Answers.WriteAsync(context.Response, 404, otherwise);
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static async Task SilenceAsync(HttpContext context, AlertBook book)
    {
        var asked = Read(await Bodies.ReadAllAsync(context.Request).ConfigureAwait(false), out var wrong);
        if (asked is null) await Answers.WriteAsync(context.Response, 422, ServerFindings.BadSilence(wrong)).ConfigureAwait(false);
        else await context.Response.WriteAsJsonAsync(Shape(book.Add(asked.Match, LengthOf(asked)!.Value, asked.Comment))).ConfigureAwait(false);
    }

    // Null with all that is wrong.
    private static SilenceRequestShape? Read(byte[] body, out string wrong)
    {
        wrong = "it is no such JSON object";
        try
        {
            if (JsonSerializer.Deserialize<SilenceRequestShape>(body, Wire) is not { } asked) return null;
            string[] all = [.. string.IsNullOrWhiteSpace(asked.Match) ? ["'match' is missing"] : Array.Empty<string>(), .. LengthOf(asked) is null ? ["'for' is no length of time up to 90d"] : Array.Empty<string>()];
            wrong = string.Join(", and ", all);
            return all.Length == 0 ? asked : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? LengthOf(SilenceRequestShape asked) => Duration.TryParse(asked.For ?? "", out var length) && length.CompareTo(Longest) <= 0 ? TimeSpan.FromSeconds(length.TotalSeconds) : null;
}
