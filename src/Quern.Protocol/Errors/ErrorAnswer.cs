using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Quern.Protocol.Errors;

/// <summary>
/// The answer to a request that cannot be served, in one of the three forms that Feast's clients know: a list of what is wrong with the body
/// (<c>{"detail": [...]}</c>); a JSON string whose content is JSON and names a class of <c>feast.errors</c>; a JSON string with the message. Codes, hints and further findings
/// ride in fields that those clients pass over.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON.</param>
public sealed record ErrorAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    private const int Redirect = 307;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gets where the same request would be answered, when the status is a redirect's; else null.</summary>
    public string? Server { get; init; }

    /// <summary>The answer that tells all of the findings; at least one.</summary>
    public static ErrorAnswer To(IReadOnlyList<RequestFinding> findings)
    {
        if (findings is [{ Status: Redirect, Server: { } server }]) return Message(findings) with { Server = server };
        if (findings.Any(finding => finding.IsValidation)) return Validation(findings);
        var named = findings.FirstOrDefault(finding => finding.FeastClass is not null);
        return named is null ? Message(findings) : Named(named, findings);
    }

    /// <summary>An answer outside Feast's protocol that tells all of the findings, at least one, as a list, whatever they are: <c>{"detail": [...]}</c>.</summary>
    public static ErrorAnswer List(IReadOnlyList<RequestFinding> findings)
    {
        if (findings is [{ Status: Redirect, Server: { } server }]) return new(Redirect, Details(findings)) { Server = server };
        // Another server would find the rest wrong too.
        int[] others = [.. findings.Select(finding => finding.Status).Where(status => status is not (404 or Redirect))];
        return new(others.Length > 0 ? others.Min() : 404, Details(findings));
    }

    /// <summary>An answer outside Feast's protocol: <c>{"detail": ..., "code": ..., "hint": ...}</c>, with <c>request_id</c> where one is given.</summary>
    public static ErrorAnswer Plain(int status, Finding finding, string? requestId = null) => new(status, Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("detail", Text(finding));
        WriteCode(json, finding);
        if (requestId is not null) json.WriteString("request_id", requestId);
        json.WriteEndObject();
    }));

    /// <summary>All of the findings as one line of text, each with its code, detail and hint.</summary>
    public static string TextOf(IEnumerable<Finding> findings) => string.Join("; ", findings.Select(Coded));

    /// <summary>What is wrong, in one or two sentences.</summary>
    internal static string Text(Finding finding) => finding.Detail is null ? finding.Message : $"{finding.Message}{(finding.Message[^1] is '.' or ':' ? "" : ".")} {finding.Detail}";

    private static ErrorAnswer Validation(IReadOnlyList<RequestFinding> findings) => new(findings.Where(finding => finding.IsValidation).Min(finding => finding.Status), Details(findings));

    private static ReadOnlyMemory<byte> Details(IReadOnlyList<RequestFinding> findings) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("detail");
        foreach (var finding in findings) WriteDetail(json, finding);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static ErrorAnswer Named(RequestFinding named, IReadOnlyList<RequestFinding> findings) => new(named.Status, Quote(Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("module", "feast.errors");
        json.WriteString("class", named.FeastClass);
        json.WriteString("message", string.Join("; ", findings.Select(finding => Text(finding.Finding))));
        WriteCode(json, named.Finding);
        json.WriteEndObject();
    })));

    private static ErrorAnswer Message(IReadOnlyList<RequestFinding> findings) => new(findings[0].Status, Quote(System.Text.Encoding.UTF8.GetBytes(TextOf(findings.Select(finding => finding.Finding)))));

    private static void WriteDetail(Utf8JsonWriter json, RequestFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("type", finding.Type);
        json.WriteStartArray("loc");
        foreach (var part in finding.Location) json.WriteStringValue(part);
        json.WriteEndArray();
        json.WriteString("msg", Text(finding.Finding));
        json.WriteNull("input");
        WriteCode(json, finding.Finding);
        json.WriteEndObject();
    }

    private static void WriteCode(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("code", finding.Code);
        if (finding.Hint is not null) json.WriteString("hint", finding.Hint);
    }

    private static string Coded(Finding finding) => finding.Hint is null ? $"{finding.Code}: {Text(finding)}" : $"{finding.Code}: {Text(finding)} Hint: {finding.Hint}";

    private static ReadOnlyMemory<byte> Quote(ReadOnlyMemory<byte> utf8) => Write(json => json.WriteStringValue(utf8.Span));

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options)) write(json);
        return bytes.WrittenMemory;
    }
}
