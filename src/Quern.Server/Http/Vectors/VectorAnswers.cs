using Microsoft.AspNetCore.Http;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Protocol.Errors;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Server.History;
using Quern.Server.Serving;
using Quern.Time;

namespace Quern.Server.Http.Vectors;

/// <summary><c>POST /v1/vectors</c>: vectors with all that is known of each value, as they are served now, or from history as of a past instant.</summary>
internal sealed class VectorAnswers(ServingStates states, HistoryReads history, ServerOptions options)
{
    private static readonly string[] Known = ["at", "error_bounds"];

    public async Task HandleAsync(HttpContext context)
    {
        if (await RequestBody.ReadAsync(context, options).ConfigureAwait(false) is not { } body) return;
        List<RequestFinding>? findings = null;
        var now = options.Clock.Now;
        var query = VectorQuery.Read(context.Request.Query, Known, now, ref findings);
        await RegistryRoutes.WithState(context, states, state => query.At is { } at
            ? FromHistoryAsync(context, state, body, at, query, findings)
            : Serve(context.Response, state, body, now, query, findings)).ConfigureAwait(false);
    }

    private static Task Serve(HttpResponse response, ServingState state, byte[] body, Instant now, VectorQuery query, List<RequestFinding>? findings)
    {
        List<RequestFinding>? own = null;
        var head = RequestHead.Read(body, ref own);
        var service = own is null ? state.Find(head, ref own) : null;
        foreach (var finding in own ?? []) RequestErrors.Add(ref findings, finding);
        if (service is null) return Refuse(response, findings!);
        var session = service.Rent();
        try
        {
            session.ReadDetail(head, now, state.Version, output => CompleteTo(state, service.Service.Plan, output, now)?.ToString(), query.ErrorBounds, ref findings);
            var answering = findings is null ? Answers.WriteAsync(response, 200, session.Answer.Written) : Refuse(response, findings);
            service.Return(session);
            return answering;
        }
        catch (QuernException e) when (e.Findings.All(OnlineFeatures.IsAboutState))
        {
            service.Return(session);
            return Refuse(response, [.. e.Findings.Select(RequestErrors.Refused)]);
        }
        catch
        {
            // Nobody knows in what state the session is.
            session.Dispose();
            throw;
        }
    }

    private async Task FromHistoryAsync(HttpContext context, ServingState state, byte[] body, Instant at, VectorQuery query, List<RequestFinding>? findings)
    {
        var asked = AskedRows.Read(body, state, options.RowLimit, ref findings);
        if (findings is not null || asked is null)
        {
            await Refuse(context.Response, findings!).ConfigureAwait(false);
            return;
        }

        var request = new HistoryRequest(asked.Service, asked.Times(at.Microseconds), asked.Keys, asked.Requests, AsKnown: false, new(BadRowPolicy.Fail));
        var result = await history.RunAsync((reader, limits, stop) => new HistoryEngine(reader, limits).Compute(request, null, stop), context.RequestAborted).ConfigureAwait(false);
        var json = new JsonBuffer();
        var detail = new VectorDetail(asked.Service, json, asked.Entities, at.Microseconds);
        detail.Begin(state.Version, fromHistory: true);
        foreach (var output in asked.Service.Outputs) detail.Feature(output, result.Of(output), default, at.ToString(), query.ErrorBounds);
        detail.End();
        await Answers.WriteAsync(context.Response, 200, json.Written).ConfigureAwait(false);
    }

    // What is computed on demand is as complete as the least complete of the views.
    private static Instant? CompleteTo(ServingState state, ServicePlan service, OutputColumn output, Instant now) => output.Input.Kind switch
    {
        InputKind.Feature => state.CompleteTo(service.Reads[output.Input.Read].View, now),
        InputKind.Lookup => state.CompleteTo(service.Lookups[output.Input.Read].Lookup.View, now),
        _ => service.Views.Select(view => state.CompleteTo(view, now)).Min(),
    };

    private static Task Refuse(HttpResponse response, IReadOnlyList<RequestFinding> findings) => Answers.WriteAsync(response, ErrorAnswer.List(findings));
}
