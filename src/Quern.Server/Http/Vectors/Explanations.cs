using Microsoft.AspNetCore.Http;
using Quern.Engine.PointInTime;
using Quern.Engine.Serving;
using Quern.Protocol.Errors;
using Quern.Server.Explanations;
using Quern.Server.History;
using Quern.Server.Serving;

namespace Quern.Server.Http.Vectors;

/// <summary><c>POST /v1/explain</c>: where the values of one vector come from.</summary>
internal sealed class Explanations(ServingStates states, HistoryReads history, ServerOptions options)
{
    public async Task HandleAsync(HttpContext context)
    {
        var body = await Bodies.ReadAllAsync(context.Request).ConfigureAwait(false);
        await RegistryRoutes.WithState(context, states, state => AnswerAsync(context, state, body)).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, ServingState state, byte[] body)
    {
        List<RequestFinding>? findings = null;
        var now = options.Clock.Now;
        var query = VectorQuery.Read(context.Request.Query, VectorQuery.OfExplanations, now, ref findings);
        var asked = AskedRows.ReadOne(body, state, ref findings);
        if (findings is not null || asked is null)
        {
            await Answers.WriteAsync(context.Response, ErrorAnswer.List(findings!)).ConfigureAwait(false);
            return;
        }

        var at = query.At ?? now;
        using var vectors = query.At is null ? state.OpenTraced(asked.Service) : null;
        var online = vectors is null ? null : OnlineExplanation.Read(vectors, asked.Service, asked.Keys, asked.Requests, at);
        var past = await history.RunAsync((reader, _, stop) => ExplainedVector.Compute(reader, asked.Service, asked.Keys, asked.Requests, at, stop), context.RequestAborted).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(new ExplanationShapes(asked.Service, asked.Keys, asked.Requests, at, past, online, query.Events).Explanation(state.Version)).ConfigureAwait(false);
    }
}
