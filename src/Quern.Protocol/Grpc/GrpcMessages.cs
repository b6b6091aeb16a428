using Google.Protobuf;
using Quern.Protocol.Errors;
using Quern.Protocol.Grpc.Wire;

namespace Quern.Protocol.Grpc;

/// <summary>The small messages of the gRPC door, as bytes.</summary>
public static class GrpcMessages
{
    /// <summary>The answer to <c>GetFeastServingInfo</c>.</summary>
    /// <param name="version">What serves.</param>
    public static byte[] ServingInfo(string version) => new GetFeastServingInfoResponse { Version = version }.ToByteArray();

    /// <summary>Which service a <c>Check</c> of health is about, empty for the server; null with findings when the message cannot be read.</summary>
    public static string? HealthService(ReadOnlySpan<byte> message, ref List<RequestFinding>? findings) => Parse(HealthCheckRequest.Parser, message, ref findings)?.Service;

    /// <summary>The answer to a <c>Check</c> of health.</summary>
    public static byte[] Health(bool isServing) => new HealthCheckResponse
    {
        Status = isServing ? HealthCheckResponse.Types.ServingStatus.Serving : HealthCheckResponse.Types.ServingStatus.NotServing,
    }.ToByteArray();

    internal static T? Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> message, ref List<RequestFinding>? findings)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException e)
        {
            RequestErrors.Add(ref findings, GrpcErrors.Malformed(e.Message));
            return null;
        }
    }
}
