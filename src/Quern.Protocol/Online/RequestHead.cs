using System.Text.Json;
using System.Text.Unicode;
using Quern.Protocol.Errors;
using Quern.Protocol.Json;

namespace Quern.Protocol.Online;

/// <summary>
/// The first of two passes over a request's body: which service or features, which options, and where the entities lie. The entities can be read only when the service is
/// known, and it may come after them. Nothing is copied: the spans lie in the body.
/// </summary>
public ref struct RequestHead
{
    /// <summary>The service's name as UTF-8; empty when none is given.</summary>
    public ReadOnlySpan<byte> FeatureService { get; private set; }

    /// <summary>The list of features as it was written, from bracket to bracket; empty when none is given.</summary>
    public ReadOnlySpan<byte> Features { get; private set; }

    /// <summary>The entities as they were written, from brace to brace.</summary>
    public ReadOnlySpan<byte> Entities { get; private set; }

    /// <summary>Whether columns are named <c>view__feature</c>.</summary>
    public bool FullFeatureNames { get; private set; }

    /// <summary>Whether the answer tells the versions of the views.</summary>
    public bool IncludeVersions { get; private set; }

    private Fields _seen;

    [Flags]
    private enum Fields
    {
        None = 0,
        Entities = 1,
        FeatureService = 2,
        Features = 4,
        FullFeatureNames = 8,
        IncludeVersions = 16,
    }

    /// <summary>Reads the head of a body. The body is checked as a whole: after this it is known to be one JSON object in valid UTF-8.</summary>
    /// <param name="body">All of the body.</param>
    /// <param name="findings">Gets what is wrong; null while nothing is.</param>
    public static RequestHead Read(ReadOnlySpan<byte> body, ref List<RequestFinding>? findings)
    {
        var head = default(RequestHead);
        if (!Utf8.IsValid(body))
        {
            RequestErrors.Add(ref findings, RequestErrors.Malformed("It holds bytes that are not UTF-8."));
            return head;
        }

        try
        {
            head.ReadObject(body, ref findings);
        }
        catch (JsonException e)
        {
            RequestErrors.Add(ref findings, RequestErrors.Malformed(JsonNames.Reason(e)));
            return head;
        }

        return head;
    }

    private void ReadObject(ReadOnlySpan<byte> body, ref List<RequestFinding>? findings)
    {
        var json = new Utf8JsonReader(body);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            RequestErrors.Add(ref findings, RequestErrors.Malformed($"It is {JsonNames.Of(json.TokenType)}, not an object."));
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) ReadField(body, ref json, ref findings);
        // The end of the object must be the end of the body.
        json.Read();
        Require(ref findings);
    }

    private void Require(ref List<RequestFinding>? findings)
    {
        if ((_seen & Fields.Entities) == 0)
            RequestErrors.Add(ref findings, RequestErrors.MissingField("entities", "Add \"entities\": {\"<join key>\": [...]}."));
        if ((_seen & (Fields.FeatureService | Fields.Features)) == 0)
            RequestErrors.Add(ref findings, RequestErrors.MissingField("features", "Name a \"feature_service\", or list \"features\" as [\"view:feature\", ...]."));
    }

    private void ReadField(ReadOnlySpan<byte> body, ref Utf8JsonReader json, ref List<RequestFinding>? findings)
    {
        var field = FieldOf(ref json);
        json.Read();
        if (field == Fields.None)
        {
            json.Skip();
            return;
        }

        var start = (int)json.TokenStartIndex;
        var type = json.TokenType;
        var isEscaped = type == JsonTokenType.String && json.ValueIsEscaped;
        json.Skip();
        var value = body[start..(int)json.BytesConsumed];
        if ((field & (Fields.FeatureService | Fields.Features)) != 0 && type == JsonTokenType.Null) return;
        if ((_seen & field) != 0) RequestErrors.Add(ref findings, RequestErrors.Duplicate("Field", NameOf(field), isColumn: false));
        _seen |= field;
        if (!Fits(field, type))
        {
            RequestErrors.Add(ref findings, RequestErrors.WrongShape(NameOf(field), Expected(field), JsonNames.Of(type)));
            return;
        }

        switch (field)
        {
            case Fields.Entities: Entities = value; break;
            case Fields.FeatureService: FeatureService = isEscaped ? Unescape(value) : value[1..^1]; break;
            case Fields.Features: Features = value; break;
            case Fields.FullFeatureNames: FullFeatureNames = type == JsonTokenType.True; break;
            default: IncludeVersions = type == JsonTokenType.True; break;
        }
    }

    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> quoted)
    {
        try
        {
            var json = new Utf8JsonReader(quoted);
            json.Read();
            return System.Text.Encoding.UTF8.GetBytes(json.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair. No service has such a name; as written it is told to be unknown.
            return quoted[1..^1];
        }
    }

    private static Fields FieldOf(ref Utf8JsonReader json) =>
        json.IsNamed("entities"u8) ? Fields.Entities
        : json.IsNamed("feature_service"u8) ? Fields.FeatureService
        : json.IsNamed("features"u8) ? Fields.Features
        : json.IsNamed("full_feature_names"u8) ? Fields.FullFeatureNames
        : json.IsNamed("include_feature_view_version_metadata"u8) ? Fields.IncludeVersions
        : Fields.None;

    private static string NameOf(Fields field) => field switch
    {
        Fields.Entities => "entities",
        Fields.FeatureService => "feature_service",
        Fields.Features => "features",
        Fields.FullFeatureNames => "full_feature_names",
        _ => "include_feature_view_version_metadata",
    };

    private static bool Fits(Fields field, JsonTokenType type) => field switch
    {
        Fields.Entities => type == JsonTokenType.StartObject,
        Fields.FeatureService => type == JsonTokenType.String,
        Fields.Features => type == JsonTokenType.StartArray,
        _ => type is JsonTokenType.True or JsonTokenType.False,
    };

    private static string Expected(Fields field) => field switch
    {
        Fields.Entities => "an object from names to arrays",
        Fields.FeatureService => "text",
        Fields.Features => "an array of text",
        _ => "true or false",
    };
}
