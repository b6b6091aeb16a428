using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Engine.Usage;
using Quern.Protocol.Usage;
using Quern.Server.Http;

namespace Quern.Server.Usage;

/// <summary>What was read and written.</summary>
internal static class UsageRoutes
{
    private const string Usual = "7d";

    internal static void Map(IEndpointRouteBuilder app, ServerOptions options)
    {
        var board = new UsageBoard(options);
        app.MapGet("/v1/usage", (string? last, HttpContext context) => AnswerAsync(last ?? Usual, context, board))
            .WithName("getUsage").WithTags("Server").WithSummary("What was read and written of late, by view, service and consumer, and hour by hour")
            .WithDescription("?last=7d tells how far back; at most 90d, and 7d without it.").Produces<UsageOverviewShape>().Produces(422).Produces(503);
    }

    private static Task AnswerAsync(string last, HttpContext context, UsageBoard board) => UsageSpan.TryParse(last, out var hours, out var finding)
        ? context.Response.WriteAsJsonAsync(board.Of(hours))
        : Answers.WriteAsync(context.Response, StatusCodes.Status422UnprocessableEntity, finding);
}
