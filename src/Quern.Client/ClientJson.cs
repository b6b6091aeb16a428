using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Quern.Client.Online;
using Quern.Client.Pushes;
using Quern.Client.Registry;
using Quern.Client.TrainingSets;

namespace Quern.Client;

/// <summary>How answers are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OnlineAnswer))]
[JsonSerializable(typeof(TimelyAnswer))]
[JsonSerializable(typeof(PushAnswer))]
[JsonSerializable(typeof(RegistrySnapshot))]
[JsonSerializable(typeof(ServiceInfo))]
[JsonSerializable(typeof(TrainingRun))]
[JsonSerializable(typeof(TrainingRun[]))]
internal sealed partial class ClientJson : JsonSerializerContext
{
    /// <summary>How requests are written.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How events are written unless their pusher says otherwise: members as the columns of a definition are named.</summary>
    public static JsonSerializerOptions Events { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
}
