using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;
using Quern.Server.Serving;

namespace Quern.Server.Http.Vectors;

/// <summary>Vectors as they are served now, with all that is known of each value.</summary>
internal sealed class ServedVectors(ServingStates states, ServerOptions options) : VectorDoor<ServedVectors.Caller, Task>(states, options)
{
    /// <summary>Answers a body in Feast's shape.</summary>
    /// <param name="response">Whom to answer.</param>
    /// <param name="body">The body.</param>
    /// <param name="query">What the address says.</param>
    /// <param name="findings">What is wrong with the address; null when nothing is.</param>
    public Task AnswerAsync(HttpResponse response, byte[] body, VectorQuery query, IReadOnlyList<RequestFinding>? findings) => Answer(new(response, query, findings ?? []), body);

    protected override bool IsRefused(Caller caller) => caller.Findings.Count > 0;

    protected override Task Tell(Caller caller, ServingState state, VectorSession session, RequestHead head) =>
        Answers.WriteAsync(caller.Response, 200, session.WriteDetail(state.Version, state.CompleteTo, caller.Query.ErrorBounds));

    protected override HttpContext ContextOf(Caller caller) => caller.Response.HttpContext;

    protected override Task Refuse(Caller caller, IReadOnlyList<RequestFinding> findings) => Answers.WriteAsync(caller.Response, ErrorAnswer.List([.. caller.Findings, .. findings]));

    protected override Task Unavailable(Caller caller, Finding finding) => Answers.WriteUnavailable(caller.Response, finding);

    internal sealed record Caller(HttpResponse Response, VectorQuery Query, IReadOnlyList<RequestFinding> Findings);
}
