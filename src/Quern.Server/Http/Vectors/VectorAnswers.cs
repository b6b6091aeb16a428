using Microsoft.AspNetCore.Http;
using Quern.Engine.PointInTime;
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
    private readonly ServedVectors _served = new(states, options);
    private readonly TimelyVectorDoor _timely = new(states, options);

    public async Task HandleAsync(HttpContext context)
    {
        var arrived = options.Time.GetTimestamp();
        var body = await Bodies.ReadAllAsync(context.Request).ConfigureAwait(false);
        List<RequestFinding>? findings = null;
        var query = VectorQuery.Read(context.Request.Query, VectorQuery.OfVectors, options.Clock.Now, ref findings);
        if (query.At is { } at) await RegistryRoutes.WithState(context, states, state => FromHistoryAsync(context, state, body, at, query, findings)).ConfigureAwait(false);
        else if (query.DeadlineMs is not null && findings is null) await _timely.AnswerAsync(context, body, query, arrived).ConfigureAwait(false);
        else await _served.AnswerAsync(context.Response, body, query, findings).ConfigureAwait(false);
    }

    private async Task FromHistoryAsync(HttpContext context, ServingState state, byte[] body, Instant at, VectorQuery query, List<RequestFinding>? findings)
    {
        var asked = AskedRows.Read(body, state, options.RowLimit, ref findings);
        if (findings is not null || asked is null)
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.List(findings!)).ConfigureAwait(false);
            return;
        }

        var request = HistoryRequest.At(asked.Service, at, asked.Keys, asked.Requests, asked.Entities.Rows);
        var result = await history.RunAsync((reader, limits, stop) => new HistoryEngine(reader, limits).Compute(request, null, stop), context.RequestAborted).ConfigureAwait(false);
        var json = new JsonBuffer();
        var detail = new VectorDetail(asked.Service, json, asked.Entities, at.Microseconds);
        detail.Begin(state.Version, fromHistory: true);
        foreach (var output in asked.Service.Outputs) detail.Feature(output, result.Of(output), default, at.ToString(), query.ErrorBounds);
        detail.End();
        await Answers.WriteAsync(context.Response, 200, json.Written).ConfigureAwait(false);
    }
}
