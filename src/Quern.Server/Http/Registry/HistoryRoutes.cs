using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Protocol.Errors;
using Quern.Protocol.Registry;
using Quern.Server.Serving;

namespace Quern.Server.Http.Registry;

/// <summary>What was applied when, what a view means, and what reads what, as OpenAPI describes them.</summary>
internal static class HistoryRoutes
{
    private const int PageLength = 50;

    internal static void Map(IEndpointRouteBuilder app, ServingStates states, IRegistryStore? store, ServerOptions options)
    {
        MapPlans(app, states, store, options);
        var log = new CommitLog(store);
        app.MapGet("/v1/registry/commits", (string? before, HttpContext context) => ListAsync(log, before, context))
            .WithName("getCommits").WithTags("Registry").WithSummary("What was applied, the latest first, fifty at a time").WithDescription("?before=N goes on with those before apply N.")
            .Produces<CommitShape[]>().Produces(422).Produces(503);

        app.MapGet("/v1/registry/commits/{number}", (string number, HttpContext context) => FindAsync(log, number, context))
            .WithName("getCommit").WithTags("Registry").WithSummary("All that one apply added, changed and removed, and what followed").Produces<CommitDetailShape>().Produces(404).Produces(422).Produces(503);

        app.MapGet("/v1/registry/changes/{thing}/{name}", (string thing, string name, HttpContext context) => context.Response.WriteAsJsonAsync(log.Of(thing, name)))
            .WithName("getDefinitionChanges").WithTags("Registry").WithSummary("What applies did to one definition, the latest first; also to one that is gone")
            .WithDescription("The thing is entity, source, view, lookup, on-demand or service; a view has its version behind its name when that is not 1: view@2.").Produces<DefinitionChangeShape[]>().Produces(503);

        app.MapGet("/v1/views/{view}", (string view, HttpContext context) => GetView(view, context, states))
            .WithName("getView").WithTags("Registry").WithSummary("What a view means, in canonical text").Produces<ViewDetailShape>().Produces(404).Produces(503);

        app.MapGet("/v1/lineage", (Delegate)((HttpContext context) => RegistryRoutes.WithState(context, states, state => context.Response.WriteAsJsonAsync(LineageShape.Of(Lineage.Of(state.Repository))))))
            .WithName("getLineage").WithTags("Registry").WithSummary("What is made from what, from sources to services").Produces<LineageShape>().Produces(503);
    }

    private static void MapPlans(IEndpointRouteBuilder app, ServingStates states, IRegistryStore? store, ServerOptions options)
    {
        var (plans, rollbacks) = (new PlanLog(store), new Rollbacks(store, options));
        app.MapGet("/v1/registry/plans", (Delegate)((HttpContext context) => context.Response.WriteAsJsonAsync(plans.List())))
            .WithName("getPlans").WithTags("Registry").WithSummary("Open plans, the latest first: changes that wait to be looked at and applied").Produces<PlanShape[]>().Produces(503);

        app.MapGet("/v1/registry/plans/{number}", (string number, HttpContext context) => FindPlan(plans, number, context, states))
            .WithName("getPlan").WithTags("Registry").WithSummary("All that a plan would add, change and remove, and what that touches; also of one that has ended").Produces<PlanDetailShape>().Produces(404).Produces(422).Produces(503);

        app.MapGet("/v1/registry/commits/{number}/rollback", (string number, HttpContext context) => TryRead(number, out var value)
                ? context.Response.WriteAsJsonAsync(rollbacks.Plan(value))
                : Answers.WriteAsync(context.Response, 422, ServerFindings.BadCommit("number", number)))
            .WithName("planRollback").WithTags("Registry").WithSummary("What going back to an apply would change now").Produces<RollbackPlanShape>().Produces(404).Produces(422).Produces(503);

        app.MapPost(Rollbacks.Route, (Delegate)((HttpContext context) => rollbacks.HandleAsync(context)))
            .WithName("rollback").WithTags("Registry").WithSummary("Applies again what an older commit had, as a new one, as 'quern rollback' does; 409 when something else was applied meanwhile")
            .WithMetadata(new AcceptsJson(typeof(RollbackShape))).Produces<RollbackAnswerShape>().Produces(404).Produces(409).Produces(413).Produces(422).Produces(503);
    }

    private static Task FindPlan(PlanLog plans, string number, HttpContext context, ServingStates states)
    {
        if (!TryRead(number, out var value)) return Answers.WriteAsync(context.Response, 422, ServerFindings.BadPlan(number));
        // A plan can be looked at before anything is applied.
        return states.IsReady
            ? RegistryRoutes.WithState(context, states, state => context.Response.WriteAsJsonAsync(plans.Find(value, Lineage.Of(state.Repository))))
            : context.Response.WriteAsJsonAsync(plans.Find(value, null));
    }

    private static Task ListAsync(CommitLog log, string? before, HttpContext context)
    {
        var number = int.MaxValue;
        return before is null || TryRead(before, out number)
            ? context.Response.WriteAsJsonAsync(log.List(number, PageLength))
            : Answers.WriteAsync(context.Response, 422, ServerFindings.BadCommit("before", before));
    }

    private static Task FindAsync(CommitLog log, string number, HttpContext context) => TryRead(number, out var value)
        ? context.Response.WriteAsJsonAsync(log.Find(value))
        : Answers.WriteAsync(context.Response, 422, ServerFindings.BadCommit("number", number));

    private static bool TryRead(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    private static Task GetView(string view, HttpContext context, ServingStates states) => RegistryRoutes.WithState(context, states, state => state.FindView(view) is { } plan
        ? context.Response.WriteAsJsonAsync(ViewDetailShape.Of(plan))
        : Answers.WriteAsync(context.Response, 404, RequestErrors.UnknownView(view, state.Project, Hints.Names("Views", state.Repository.Views.Keys)).Finding));
}
