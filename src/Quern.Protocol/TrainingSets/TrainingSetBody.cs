using System.Text.Json;
using System.Text.Unicode;
using Quern.Protocol.Errors;
using Quern.Protocol.Online;

namespace Quern.Protocol.TrainingSets;

/// <summary>
/// The first of two passes over a request for a training set: everything but the labels, which can be read only when it is known what the features need. Unlike a request for vectors it may have no
/// field that nobody knows: a misspelt option would change every value in silence.
/// </summary>
public sealed class TrainingSetBody
{
    private const string Known = "service, features, labels, spine, time_column, as_known, statuses, on_bad_row and format";
    private readonly HashSet<string> _seen = [];

    private TrainingSetBody()
    {
    }

    /// <summary>The service; null for features that are named.</summary>
    public string? Service { get; private set; }

    /// <summary>The features that are named; empty for a service.</summary>
    public IReadOnlyList<string> Features { get; private set; } = [];

    /// <summary>Where the labels lie in the body; empty for rows from a file.</summary>
    public Range Labels { get; private set; }

    /// <summary>Whether there are labels.</summary>
    public bool HasLabels { get; private set; }

    /// <summary>The file with the rows, relative to the project's folder; null for labels.</summary>
    public string? Spine { get; private set; }

    /// <summary>The column with the instants; null for the usual one.</summary>
    public string? TimeColumn { get; private set; }

    /// <summary>Whether each row sees only what was known by then.</summary>
    public bool AsKnown { get; private set; }

    /// <summary>Whether a status column follows each feature.</summary>
    public bool Statuses { get; private set; }

    /// <summary>Whether rows of sources that cannot be used are put aside; otherwise they fail the run.</summary>
    public bool Quarantines { get; private set; }

    /// <summary>Whether the result is CSV; otherwise it is Parquet.</summary>
    public bool IsCsv { get; private set; }

    /// <summary>Reads a body, all of it: after this it is known to be one JSON object in valid UTF-8.</summary>
    /// <param name="body">The body.</param>
    /// <param name="findings">Gets what is wrong; null while nothing is.</param>
    public static TrainingSetBody Read(ReadOnlySpan<byte> body, ref List<RequestFinding>? findings)
    {
        var read = new TrainingSetBody();
        try
        {
            if (Utf8.IsValid(body)) read.ReadObject(body, ref findings);
            else RequestErrors.Add(ref findings, TrainingSetErrors.Malformed("It holds bytes that are not UTF-8."));
        }
        catch (JsonException e)
        {
            RequestErrors.Add(ref findings, TrainingSetErrors.Malformed(JsonNames.Reason(e)));
        }
        catch (InvalidOperationException)
        {
            RequestErrors.Add(ref findings, TrainingSetErrors.Malformed("A text holds half of a surrogate pair."));
        }

        return read;
    }

    private void ReadObject(ReadOnlySpan<byte> body, ref List<RequestFinding>? findings)
    {
        var json = new Utf8JsonReader(body);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            RequestErrors.Add(ref findings, TrainingSetErrors.Malformed($"It is {JsonNames.Of(json.TokenType)}, not an object."));
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) ReadField(ref json, ref findings);
        // The end of the object must be the end of the body.
        json.Read();
        if (Service is null == (Features.Count == 0))
            RequestErrors.Add(ref findings, TrainingSetErrors.OneOf("Which features", "service", "features", "Name a \"service\", or list \"features\" as [\"view:feature\", ...]."));
        if (HasLabels == Spine is not null)
            RequestErrors.Add(ref findings, TrainingSetErrors.OneOf("For which rows", "labels", "spine", "Send the rows as \"labels\", or name a file in the project's folder with \"spine\"."));
    }

    private void ReadField(ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        var name = json.GetString()!;
        json.Read();
        var start = (int)json.TokenStartIndex;
        if (!_seen.Add(name)) RequestErrors.Add(ref findings, RequestErrors.Duplicate("Field", name, isColumn: false));
        var type = json.TokenType;
        switch (name)
        {
            case "service": Service = Text(name, ref json, ref findings); break;
            case "features": Features = Texts(name, ref json, ref findings); break;
            case "spine": Spine = Text(name, ref json, ref findings); break;
            case "time_column": TimeColumn = Text(name, ref json, ref findings); break;
            case "as_known": AsKnown = Truth(name, type, ref findings); break;
            case "statuses": Statuses = Truth(name, type, ref findings); break;
            case "on_bad_row": Quarantines = Choice(name, ref json, "fail", "quarantine", ref findings); break;
            case "format": IsCsv = Choice(name, ref json, "parquet", "csv", ref findings); break;
            case "labels": HasLabels = type != JsonTokenType.Null; break;
            default: RequestErrors.Add(ref findings, TrainingSetErrors.UnknownField(name, Known)); break;
        }

        json.Skip();
        if (name == "labels") Labels = start..(int)json.BytesConsumed;
    }

    private static string? Text(string name, ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        if (json.TokenType == JsonTokenType.String) return json.GetString();
        if (json.TokenType != JsonTokenType.Null) RequestErrors.Add(ref findings, RequestErrors.WrongShape(name, "text", JsonNames.Of(json.TokenType)));
        return null;
    }

    private static List<string> Texts(string name, ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        var texts = new List<string>();
        if (json.TokenType == JsonTokenType.Null) return texts;
        var ahead = json;
        if (json.TokenType == JsonTokenType.StartArray)
            while (ahead.Read() && ahead.TokenType == JsonTokenType.String) texts.Add(ahead.GetString()!);
        if (json.TokenType != JsonTokenType.StartArray || ahead.TokenType != JsonTokenType.EndArray)
            RequestErrors.Add(ref findings, RequestErrors.WrongShape(name, "an array of text", JsonNames.Of(ahead.TokenType)));
        return texts;
    }

    private static bool Truth(string name, JsonTokenType type, ref List<RequestFinding>? findings)
    {
        if (type is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null)) RequestErrors.Add(ref findings, RequestErrors.WrongShape(name, "true or false", JsonNames.Of(type)));
        return type == JsonTokenType.True;
    }

    private static bool Choice(string name, ref Utf8JsonReader json, string usual, string other, ref List<RequestFinding>? findings)
    {
        var text = json.TokenType == JsonTokenType.String ? json.GetString() : json.TokenType == JsonTokenType.Null ? usual : null;
        if (text != usual && text != other) RequestErrors.Add(ref findings, RequestErrors.WrongShape(name, $"'{usual}' or '{other}'", JsonNames.Shown(ref json)));
        return text == other;
    }
}
