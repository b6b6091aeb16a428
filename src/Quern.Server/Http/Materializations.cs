using Microsoft.AspNetCore.Http;
using Quern.Planning;
using Quern.Protocol.Errors;
using Quern.Protocol.Materialization;
using Quern.Server.Materialization;
using Quern.Server.Serving;
using Quern.Time;

namespace Quern.Server.Http;

/// <summary><c>POST /materialize</c> and <c>POST /materialize-incremental</c>, in Feast's shape, and <c>GET /v1/materializations</c>, which tells how far they are.</summary>
internal sealed class Materializations(ServingStates states, ServerOptions options, MaterializationQueue queue)
{
    internal const string Route = "/materialize";
    internal const string IncrementalRoute = "/materialize-incremental";
    internal const string StatusRoute = "/v1/materializations";
    internal const string Async = "async";
    internal const string Force = "force";

    // The clocks of a caller and of a server differ a little, as those of events do.
    private static readonly Duration Ahead = new(5 * Instant.PerSecond);

    internal async Task HandleAsync(HttpContext context, bool isIncremental)
    {
        var body = await Bodies.ReadAllAsync(context.Request).ConfigureAwait(false);
        await RegistryRoutes.WithState(context, states, state => AnswerAsync(context, state, body, isIncremental)).ConfigureAwait(false);
    }

    internal Task GetAsync(HttpContext context) => context.Response.WriteAsJsonAsync(queue.Runs.Select(Shape).ToArray());

    private async Task AnswerAsync(HttpContext context, ServingState state, byte[] body, bool isIncremental)
    {
        List<RequestFinding>? findings = null;
        var (isAsync, isForced) = (Flag(context.Request, Async, ref findings), Flag(context.Request, Force, ref findings));
        var request = MaterializeRequest.Read(body, isIncremental, ref findings);
        var to = findings is null ? Target(request, ref findings) : default;
        var views = findings is null ? Views(state, request.Views, ref findings) : [];
        if (findings is null && state.Materializer is null) RequestErrors.Add(ref findings, RequestErrors.Refused(ServerFindings.CannotMaterialize()));
        if (findings is not null)
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.To(findings)).ConfigureAwait(false);
            return;
        }

        string[] names = [.. views.Select(view => view.Reference)];
        if (queue.Add(state, views, request.Start, to, isForced) is not { } running) await RefuseAsync(context, views).ConfigureAwait(false);
        else if (isAsync)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await context.Response.WriteAsJsonAsync(new MaterializeAnswerShape(names, "accepted")).ConfigureAwait(false);
        }
        else await AnswerAsync(context, await running.ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<ViewRun> runs)
    {
        RequestFinding[] failures = [.. runs.SelectMany(run => run.Findings).Distinct().Take(RequestErrors.MostFindings).Select(MaterializeErrors.Failed)];
        return failures.Length == 0 ? Answers.WriteAsync(context.Response, 200, "null"u8) : Answers.WriteAsync(context.Response, ErrorAnswer.To(failures));
    }

    private Task RefuseAsync(HttpContext context, IReadOnlyList<ViewPlan> views)
    {
        ViewRun[] running = [.. queue.Runs.Where(run => run.IsUnderWay && views.Any(view => view.Reference == run.View))];
        var finding = ServerFindings.AlreadyMaterializing(running.Select(Describe));
        context.Response.StatusCode = StatusCodes.Status409Conflict;
        return context.Response.WriteAsJsonAsync(new MaterializeAnswerShape([.. running.Select(run => run.View)], null, $"{finding.Message} {finding.Detail}", finding.Code, finding.Hint));
    }

    private static string Describe(ViewRun run)
    {
        var (step, done, total) = run.Now;
        if (step.Length == 0) step = run.State == MaterializationState.Waiting ? "waiting" : "beginning";
        return done == 0 && total == 0 ? $"{run.View} to {run.To}: {step}" : $"{run.View} to {run.To}: {step}, {done}{(total > 0 ? $" of {total}" : "")}";
    }

    private Instant Target(MaterializeRequest request, ref List<RequestFinding>? findings)
    {
        var (end, now) = (request.End, options.Clock.Now);
        if (end > now + Ahead) RequestErrors.Add(ref findings, MaterializeErrors.Future(end, now));
        else if (request.Start >= now) RequestErrors.Add(ref findings, MaterializeErrors.Future(request.Start.Value, now, "start_ts"));
        return end < now ? end : now;
    }

    private static IReadOnlyList<ViewPlan> Views(ServingState state, IReadOnlyList<string>? names, ref List<RequestFinding>? findings)
    {
        if (names is null) return [.. state.Here.Views.Values];
        var views = new List<ViewPlan>();
        foreach (var name in names)
            if (state.FindView(name) is { } view && !state.Here.Views.ContainsKey(view.Reference))
                RequestErrors.Add(ref findings, RequestErrors.Elsewhere("view", view.Reference, state.Shard!.Map, state.Shard.Map.ShardsOf(view.Reference)[0]) with { Status = 404, Server = null, Location = ["body", "feature_views"] });
            else if (state.FindView(name) is { } here) views.Add(here);
            else RequestErrors.Add(ref findings, RequestErrors.UnknownView(name, state.Project, Hints.Names("Views", state.Repository.Views.Keys), "feature_views"));
        return [.. views.DistinctBy(view => view.Reference)];
    }

    private static bool Flag(HttpRequest request, string name, ref List<RequestFinding>? findings)
    {
        if (!request.Query.TryGetValue(name, out var values)) return false;
        var text = values.ToString();
        switch (text.ToLowerInvariant())
        {
            case "true" or "1" or "yes" or "on" or "t" or "y": return true;
            case "false" or "0" or "no" or "off" or "f" or "n": return false;
            default:
                RequestErrors.Add(ref findings, RequestErrors.BadQuery(MaterializeErrors.BadFlag(name, text)));
                return false;
        }
    }

    internal static MaterializationShape Shape(ViewRun run)
    {
        var (step, done, total) = run.Now;
        return new(
            run.View, run.State.ToString().ToLowerInvariant(), run.To.ToString(), run.From?.ToString(), step.Length == 0 ? null : step, done, total, run.Report?.Events, run.Report?.Entities,
            run.Findings.Count == 0 ? null : [.. run.Findings.Select(finding => FindingShape.Of(finding))]);
    }
}
