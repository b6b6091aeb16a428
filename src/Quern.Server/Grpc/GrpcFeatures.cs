using Quern.Protocol.Errors;
using Quern.Protocol.Grpc;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Server.Serving;

namespace Quern.Server.Grpc;

/// <summary><c>feast.serving.ServingService/GetOnlineFeatures</c>: what <c>POST /get-online-features</c> answers, as messages.</summary>
internal sealed class GrpcFeatures(ServingStates states, ServerOptions options) : VectorDoor<GrpcFeatures, GrpcAnswer>(states, options)
{
    internal GrpcAnswer Answer(byte[] message)
    {
        List<RequestFinding>? findings = null;
        var json = new JsonBuffer();
        GrpcRequest.ToJson(message, json, ref findings);
        return findings is null ? Answer(this, json.Written) : GrpcAnswer.Fail(findings);
    }

    protected override GrpcAnswer Tell(GrpcFeatures caller, ServingState state, VectorSession session, RequestHead head) => GrpcAnswer.Ok(session.WriteMessage(head));

    protected override GrpcAnswer Refuse(GrpcFeatures caller, IReadOnlyList<RequestFinding> findings) => GrpcAnswer.Fail(findings);

    protected override GrpcAnswer Unavailable(GrpcFeatures caller, Finding finding) => GrpcAnswer.Fail(GrpcStatus.Unavailable, finding);
}
