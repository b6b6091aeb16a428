using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Engine.Objectives;
using Quern.Protocol.Objectives;

namespace Quern.Server.Objectives;

/// <summary>How objectives stand.</summary>
internal static class ObjectiveRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServerOptions options) =>
        app.MapGet("/v1/objectives", (Delegate)((HttpContext context) => context.Response.WriteAsJsonAsync(Shape(options.Levels))))
            .WithName("getObjectives").WithTags("Server").WithSummary("How the service levels of quern.json stand: what is left of the error budgets of four weeks, and how fast they are used").Produces<ObjectivesShape>();

    private static ObjectivesShape Shape(ServiceLevels? levels) => levels is null ? new([], null) : new([.. levels.Reports.Select(Shape)], levels.Trouble?.ToString());

    private static ObjectiveShape Shape(ObjectiveReport report)
    {
        var objective = report.Objective;
        return new(
            objective.Name, objective.Kind.ToString().ToLowerInvariant(), objective.Subject, Objective.HasTime(objective.Kind) ? objective.Within.TotalSeconds : null, objective.Target,
            report.Good, report.All, report.BudgetLeft, report.Burning?.Name, [.. report.Burns.Select(burn => new BurnShape(burn.Name, burn.Window.TotalSeconds, burn.Rate, burn.RecentRate, burn.Limit))]);
    }
}
