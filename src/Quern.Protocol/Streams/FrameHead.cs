using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Quern.Protocol.Errors;
using Quern.Protocol.Json;
using Quern.Protocol.Online;

namespace Quern.Protocol.Streams;

/// <summary>The first of two passes over a data frame in Feast's shape, pushed or written: what it is for, and where the columns lie. What else Feast sends is passed over.</summary>
public readonly ref struct FrameHead
{
    /// <summary>The name of the stream, or of the view.</summary>
    public string Name { get; private init; }

    /// <summary>The columns as they were written, from brace to brace.</summary>
    public ReadOnlySpan<byte> Columns { get; private init; }

    /// <summary>Reads the head of a push to a stream. The body is checked as a whole.</summary>
    /// <param name="body">All of the body.</param>
    /// <param name="findings">Gets what is wrong; null while nothing is.</param>
    public static FrameHead ReadPush(ReadOnlySpan<byte> body, ref List<RequestFinding>? findings) => Read(body, "push_source_name", "Name the stream", hasTarget: true, ref findings);

    /// <summary>Reads the head of rows for a view. The body is checked as a whole.</summary>
    /// <param name="body">All of the body.</param>
    /// <param name="findings">Gets what is wrong; null while nothing is.</param>
    public static FrameHead ReadWrite(ReadOnlySpan<byte> body, ref List<RequestFinding>? findings) => Read(body, "feature_view_name", "Name the view", hasTarget: false, ref findings);

    private static FrameHead Read(ReadOnlySpan<byte> body, string nameField, string hint, bool hasTarget, ref List<RequestFinding>? findings)
    {
        if (!Utf8.IsValid(body))
        {
            RequestErrors.Add(ref findings, RequestErrors.Malformed("It holds bytes that are not UTF-8."));
            return default;
        }

        try
        {
            return ReadObject(body, nameField, hint, hasTarget, ref findings);
        }
        catch (JsonException e)
        {
            RequestErrors.Add(ref findings, RequestErrors.Malformed(JsonNames.Reason(e)));
            return default;
        }
    }

    private static FrameHead ReadObject(ReadOnlySpan<byte> body, string nameField, string hint, bool hasTarget, ref List<RequestFinding>? findings)
    {
        var json = new Utf8JsonReader(body);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            RequestErrors.Add(ref findings, RequestErrors.Malformed($"It is {JsonNames.Of(json.TokenType)}, not an object."));
            return default;
        }

        var (name, to) = ((string?)null, (string?)null);
        var (start, end) = (0, 0);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsNamed(Encoding.UTF8.GetBytes(nameField))) name = Text(nameField, name, ref json, ref findings);
            else if (hasTarget && json.IsNamed("to"u8)) to = Text("to", to, ref json, ref findings);
            else if (json.IsNamed("df"u8)) (start, end) = Object(end > 0, ref json, ref findings);
            else json.Read();
            json.Skip();
        }

        // The end of the object must be the end of the body.
        json.Read();
        if (findings is not null) return default;
        if (name is null) RequestErrors.Add(ref findings, RequestErrors.MissingField(nameField, $"{hint}: \"{nameField}\": \"...\"."));
        if (end == 0) RequestErrors.Add(ref findings, RequestErrors.MissingField("df", "Add \"df\": {\"<column>\": [...]}."));
        if (to is not (null or "online" or "offline" or "online_and_offline")) RequestErrors.Add(ref findings, PushErrors.UnknownTarget(to));
        return new() { Name = name ?? "", Columns = body[start..end] };
    }

    private static string? Text(string name, string? before, ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        json.Read();
        if (before is not null) RequestErrors.Add(ref findings, RequestErrors.Duplicate("Field", name, isColumn: false));
        if (json.TokenType == JsonTokenType.String && TryGetText(ref json, out var text)) return text;
        RequestErrors.Add(ref findings, RequestErrors.WrongShape(name, "text", JsonNames.Of(json.TokenType)));
        return null;
    }

    private static (int Start, int End) Object(bool isSecond, ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        json.Read();
        if (isSecond) RequestErrors.Add(ref findings, RequestErrors.Duplicate("Field", "df", isColumn: false));
        if (json.TokenType != JsonTokenType.StartObject)
        {
            RequestErrors.Add(ref findings, RequestErrors.WrongShape("df", "an object from columns to arrays", JsonNames.Of(json.TokenType)));
            return default;
        }

        var start = (int)json.TokenStartIndex;
        json.Skip();
        return (start, (int)json.BytesConsumed);
    }

    private static bool TryGetText(ref Utf8JsonReader json, out string? text)
    {
        try
        {
            text = json.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text has it.
            text = null;
            return false;
        }
    }
}
