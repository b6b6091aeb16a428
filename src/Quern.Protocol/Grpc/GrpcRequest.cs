using System.Text;
using Google.Protobuf.Collections;
using Quern.Protocol.Errors;
using Quern.Protocol.Grpc.Wire;
using Quern.Protocol.Json;

namespace Quern.Protocol.Grpc;

/// <summary>
/// A message of <c>GetOnlineFeatures</c> as the JSON that <c>POST /get-online-features</c> takes, so that both are read, checked and complained about by the same code. The fields of
/// <c>request_context</c> go beside the entities.
/// </summary>
public static class GrpcRequest
{
    /// <summary>Writes the JSON.</summary>
    /// <param name="message">The message's bytes.</param>
    /// <param name="json">Where it goes.</param>
    /// <param name="findings">Gets what is wrong; null while nothing is.</param>
    public static void ToJson(ReadOnlySpan<byte> message, JsonBuffer json, ref List<RequestFinding>? findings)
    {
        if (GrpcMessages.Parse(GetOnlineFeaturesRequest.Parser, message, ref findings) is not { } request) return;
        json.Raw((byte)'{');
        if (request.KindCase == GetOnlineFeaturesRequest.KindOneofCase.FeatureService)
        {
            json.Raw("\"feature_service\":"u8);
            Text(json, request.FeatureService);
            json.Raw((byte)',');
        }
        else if (request.KindCase == GetOnlineFeaturesRequest.KindOneofCase.Features)
        {
            json.Raw("\"features\":["u8);
            foreach (var feature in request.Features.Val)
            {
                Text(json, feature);
                json.Raw((byte)',');
            }

            json.TrimComma();
            json.Raw("],"u8);
        }

        json.Raw("\"entities\":{"u8);
        Columns(json, request.Entities);
        Columns(json, request.RequestContext);
        json.TrimComma();
        json.Raw("},\"full_feature_names\":"u8);
        json.Raw(request.FullFeatureNames ? "true"u8 : "false"u8);
        json.Raw(",\"include_feature_view_version_metadata\":"u8);
        json.Raw(request.IncludeFeatureViewVersionMetadata ? "true}"u8 : "false}"u8);
    }

    private static void Columns(JsonBuffer json, MapField<string, RepeatedValue> columns)
    {
        foreach (var (name, values) in columns)
        {
            Text(json, name);
            json.Raw(":["u8);
            foreach (var value in values.Val)
            {
                GrpcJson.Write(json, value);
                json.Raw((byte)',');
            }

            json.TrimComma();
            json.Raw("],"u8);
        }
    }

    private static void Text(JsonBuffer json, string text) => json.Text(Encoding.UTF8.GetBytes(text));
}
