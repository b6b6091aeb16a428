using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;
using Quern.Protocol.Grpc;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Server.Serving;

namespace Quern.Server.Grpc;

/// <summary><c>feast.serving.ServingService/GetOnlineFeatures</c>: what <c>POST /get-online-features</c> answers, as messages.</summary>
internal sealed class GrpcFeatures(ServingStates states, ServerOptions options) : VectorDoor<HttpResponse, GrpcAnswer>(states, options)
{
    internal GrpcAnswer Answer(HttpResponse response, byte[] message)
    {
        List<RequestFinding>? findings = null;
        var json = new JsonBuffer();
        GrpcRequest.ToJson(message, json, ref findings);
        return findings is null ? Answer(response, json.Written) : GrpcAnswer.Fail(findings);
    }

    protected override GrpcAnswer Tell(HttpResponse caller, ServingState state, VectorSession session, RequestHead head) => GrpcAnswer.Ok(session.WriteMessage(head));

    protected override HttpContext ContextOf(HttpResponse caller) => caller.HttpContext;

    protected override GrpcAnswer Refuse(HttpResponse caller, IReadOnlyList<RequestFinding> findings) => GrpcAnswer.Fail(findings);

    protected override GrpcAnswer Unavailable(HttpResponse caller, Finding finding) => GrpcAnswer.Fail(GrpcStatus.Unavailable, finding);
}
