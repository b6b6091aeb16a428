using Microsoft.AspNetCore.Http;
using Quern.Protocol.Errors;
using Quern.Protocol.Grpc;
using Quern.Server.Serving;

namespace Quern.Server.Grpc;

/// <summary>The methods that can be called, by their paths.</summary>
internal sealed class GrpcMethods
{
    private const string Serving = "feast.serving.ServingService";
    private const string Health = "grpc.health.v1.Health";
    private readonly ServingStates _states;
    private readonly Dictionary<string, Func<HttpResponse, byte[], GrpcAnswer>> _methods;

    internal GrpcMethods(ServingStates states, ServerOptions options)
    {
        _states = states;
        _methods = new(StringComparer.Ordinal)
        {
            [$"/{Serving}/GetOnlineFeatures"] = new GrpcFeatures(states, options).Answer,
            [$"/{Serving}/GetFeastServingInfo"] = (_, _) => GrpcAnswer.Ok(GrpcMessages.ServingInfo($"quern {typeof(GrpcMethods).Assembly.GetName().Version?.ToString(3)}")),
            [$"/{Health}/Check"] = Check,
        };
    }

    /// <summary>What answers the message of a call; null when there is no such method.</summary>
    internal Func<HttpResponse, byte[], GrpcAnswer>? Find(string path) => _methods.GetValueOrDefault(path);

    private GrpcAnswer Check(HttpResponse response, byte[] message)
    {
        List<RequestFinding>? findings = null;
        return GrpcMessages.HealthService(message, ref findings) switch
        {
            null => GrpcAnswer.Fail(findings!),
            "" or Serving or Health => GrpcAnswer.Ok(GrpcMessages.Health(_states.IsReady)),
            var other => GrpcAnswer.Fail(GrpcStatus.NotFound, GrpcErrors.UnknownMethod(other)),
        };
    }
}
