using Quern.Protocol.Errors;

namespace Quern.Protocol.Grpc;

/// <summary>What can be wrong with a call over gRPC, apart from what it asks for: one method a code.</summary>
public static class GrpcErrors
{
    /// <summary>There is no such method.</summary>
    public static Finding UnknownMethod(string path) => new(
        "QRN5074", $"There is no method '{path}'.", null, "The methods are: feast.serving.ServingService/GetOnlineFeatures, /GetFeastServingInfo, grpc.health.v1.Health/Check.");

    /// <summary>The message is not one, or not as the method takes it.</summary>
    public static RequestFinding Malformed(string reason) => new(new("QRN5075", "The message cannot be read.", reason, "Send one message, made from the .proto files."), 422, "value_error", ["body"]);

    /// <summary>The message is compressed.</summary>
    public static Finding Compressed(string encoding) => new("QRN5076", $"Messages compressed with '{encoding}' are not taken.", null, "Send them as they are.");

    /// <summary>The time that the caller gave is over.</summary>
    public static Finding TooLate(string timeout) => new("QRN5077", $"The deadline of the call, {timeout}, is over.", null, "Ask for fewer rows or features, or give it more time.");

    /// <summary>A deadline that is none.</summary>
    public static RequestFinding BadTimeout(string timeout) => new(
        new("QRN5078", $"'grpc-timeout' is no time: '{timeout}'.", null, "Write up to eight digits and a unit: H, M, S, m, u or n, such as 500m."), 422, "value_error", ["header", "grpc-timeout"]);
}
