using System.Buffers;
using System.Text.Json;
using Quern.Engine.PointInTime;
using Quern.Protocol.Json;
using Quern.Protocol.Online;

namespace Quern.RealData.Tests.Streams;

/// <summary>
/// What a server must answer to a question for a service's features, from history: the same text, since numbers are written as the shortest text that reads back as the same bits.
/// </summary>
internal sealed class ServedVectors(Workbench history)
{
    private const int Shown = 10;

    /// <summary>How many values were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>How many of them were there, and not null or unknown.</summary>
    public long Present { get; private set; }

    /// <summary>The body that asks for the rows of a request.</summary>
    public static byte[] Question(HistoryRequest request)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("feature_service", request.Service.Name);
            json.WriteStartObject("entities");
            for (var key = 0; key < request.JoinKeys.Count; key++)
            {
                json.WriteStartArray(request.Service.JoinKeys[key].Name);
                for (var row = 0; row < request.Times.Count; row++) EventLines.Write(json, request.JoinKeys[key], row);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Where an answer differs from what history has, in a value or a status; the first ten.</summary>
    public IReadOnlyList<string> Differences(HistoryRequest request, byte[] question, byte[] answer)
    {
        using var expected = JsonDocument.Parse(Expected(request, question));
        using var served = JsonDocument.Parse(answer);
        var names = expected.RootElement.GetProperty("metadata").GetProperty("feature_names").EnumerateArray().Select(name => name.GetString()).ToArray();
        served.RootElement.GetProperty("metadata").GetProperty("feature_names").EnumerateArray().Select(name => name.GetString()).ShouldBe(names);
        return [.. Columns(expected).Zip(Columns(served), names).SelectMany(column => Differences(column.Third!, column.First, column.Second)).Take(Shown)];
    }

    private static JsonElement.ArrayEnumerator Columns(JsonDocument answer) => answer.RootElement.GetProperty("results").EnumerateArray();

    private IEnumerable<string> Differences(string name, JsonElement expected, JsonElement served)
    {
        var rows = expected.GetProperty("values").GetArrayLength();
        foreach (var part in new[] { "values", "statuses" })
        {
            served.GetProperty(part).GetArrayLength().ShouldBe(rows);
            foreach (var (row, (left, right)) in expected.GetProperty(part).EnumerateArray().Zip(served.GetProperty(part).EnumerateArray()).Index())
            {
                Compared++;
                if (left.ValueKind == JsonValueKind.String && left.ValueEquals("PRESENT")) Present++;
                if (left.GetRawText() != right.GetRawText()) yield return $"row {row} {name}: served {right.GetRawText()}, history has {left.GetRawText()}";
            }
        }
    }

    private byte[] Expected(HistoryRequest request, byte[] question)
    {
        var result = new HistoryEngine(history.Reader, Workbench.Limits).Compute(request, null, default);
        var service = new PreparedService(request.Service);
        var entities = new EntityReader(service, request.Times.Count);
        List<Protocol.Errors.RequestFinding>? findings = null;
        var head = RequestHead.Read(question, ref findings);
        entities.Read(head.Entities, ref findings);
        findings.ShouldBeNull();
        var (json, writer) = (new JsonBuffer(), new VectorWriter(service, FeastStatus.Strict));
        writer.Begin(json, entities);
        foreach (var output in request.Service.Outputs) writer.Feature(result.Of(output), output.Input.Read, request.Times.Values);
        writer.End(fullNames: false, versions: false);
        return json.Written.ToArray();
    }
}
