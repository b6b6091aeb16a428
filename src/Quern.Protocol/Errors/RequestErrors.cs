using Quern.Planning;
using Quern.Planning.Shards;

namespace Quern.Protocol.Errors;

/// <summary>Everything that can be wrong with a request for vectors: one method a code, so that all texts stand side by side. <c>docs/errors</c> has a page for each.</summary>
public static class RequestErrors
{
    /// <summary>How many findings one answer tells; a list of a million misspelt names is not worth a million lines.</summary>
    public const int MostFindings = 100;

    private static readonly string[] Body = ["body"];
    private static readonly string[] Entities = ["body", "entities"];

    /// <summary>The body is not JSON.</summary>
    public static RequestFinding Malformed(string reason) => new(
        new("QRN5001", "The body is not JSON.", reason, "Send one JSON object, such as {\"feature_service\": \"...\", \"entities\": {\"key\": [1]}}."), 422, "json_invalid", Body);

    /// <summary>A field of the body has the wrong shape.</summary>
    public static RequestFinding WrongShape(string field, string expected, string found) => new(
        new("QRN5002", $"Field '{field}' must be {expected}; it is {found}."), 422, "type_error", ["body", field]);

    /// <summary>A field that must be there is missing.</summary>
    public static RequestFinding MissingField(string field, string hint) => new(new("QRN5003", $"Field '{field}' is missing.", null, hint), 422, "missing", ["body", field]);

    /// <summary>A field or an entity column is there twice.</summary>
    public static RequestFinding Duplicate(string kind, string name, bool isColumn) => new(
        new("QRN5004", $"{kind} '{name}' is given twice.", null, "Give each name once; an entity's name and its join key are the same column."),
        422, "duplicate", isColumn ? [.. Entities, name] : ["body", name]);

    /// <summary>The columns of a field differ in length.</summary>
    public static RequestFinding Ragged(string field, string lengths) => new(
        new("QRN5005", $"The columns of '{field}' differ in length.", lengths, "Give each column one value for each row; null where there is none."), 422, "ragged", ["body", field]);

    /// <summary>A column that is part of a key is missing.</summary>
    public static RequestFinding MissingJoinKey(string name, string type) => new(
        new("QRN5006", $"Join key '{name}' is missing from 'entities'.", null, $"Add \"{name}\": [...] with values that are {type}."), 422, "missing", [.. Entities, name]);

    /// <summary>Fields that on-demand features read are missing.</summary>
    public static RequestFinding MissingRequestFields(IReadOnlyList<string> names) => new(
        new(
            "QRN5007",
            $"Required request data source features [{string.Join(", ", names.Select(name => $"'{name}'"))}] not found in the entity rows, but required by feature views",
            null,
            "Add them to 'entities' beside the join keys."),
        404, "missing", Entities, "RequestDataNotFoundInEntityRowsException");

    /// <summary>Values of a column are not what it holds.</summary>
    public static RequestFinding WrongValues(string name, string expected, int count, int row, string value) => new(
        new("QRN5008", $"Column '{name}' of 'entities' must hold {expected}.", $"{count} {(count == 1 ? "value is" : "values are")} not, first at row {row}: {value}."),
        422, "value_error", [.. Entities, name]);

    /// <summary>More rows than the server takes at once.</summary>
    public static RequestFinding TooManyRows(int rows, int limit) => new(
        new("QRN5009", $"The request has {rows} rows; the limit is {limit}.", null, $"Send several requests of at most {limit} rows each, or use a training set for bulk reads."),
        413, "too_long", Entities);

    /// <summary>No row where one must be.</summary>
    public static RequestFinding NoRow() => new(new("QRN5018", "The request has no row; one is explained.", null, "Give each join key one value: {\"key\": [1]}."), 422, "too_short", Entities);

    /// <summary>A larger body than the server takes.</summary>
    public static RequestFinding TooLarge(long limit) => new(
        new("QRN5010", $"The body is larger than the limit of {limit} bytes.", null, "Send several smaller requests."), 413, "too_long", Body);

    /// <summary>More values than the server writes into one answer.</summary>
    public static RequestFinding TooManyValues(int rows, long perRow, int limit) => new(
        new("QRN5016", $"The answer would have {rows} rows of {perRow} values; the limit is {limit} values.", null, "Ask for fewer rows or fewer features at once."), 413, "too_long", Body);

    /// <summary>More features than one list may name.</summary>
    public static RequestFinding TooManyFeatures(int limit) => new(
        new("QRN5017", $"The list of features is longer than the limit of {limit}.", null, "Define a feature service, or send several requests."), 413, "too_long", ["body", "features"]);

    /// <summary>No such service.</summary>
    public static RequestFinding UnknownService(string name, string project, string? hint) => new(
        new("QRN5011", $"Feature service {name} does not exist in project {project}", null, hint), 404, "not_found", ["body", "feature_service"], "FeatureServiceNotFoundException");

    /// <summary>What another server serves: a redirect to it where its address is known.</summary>
    public static RequestFinding Elsewhere(string thing, string name, ShardMap map, string shard)
    {
        var url = map.UrlOf(shard);
        return new(ShardFindings.Elsewhere(thing, name, shard, url), url is null ? 404 : 307, "elsewhere", ["body", "feature_service"]) { Server = url };
    }

    /// <summary>Events that a shard's server does not take: a redirect to the default shard's where its address is known.</summary>
    public static RequestFinding TakesNoEvents(string shard, string? url) => new(ShardFindings.TakesNoEvents(shard, url), url is null ? 404 : 307, "elsewhere", ["path"]) { Server = url };

    /// <summary>A list of features that another server has all of, or none has.</summary>
    /// <param name="plan">The list, planned.</param>
    /// <param name="map">Where everything is.</param>
    /// <param name="here">The shard that was asked, which has not all of it.</param>
    public static RequestFinding ListElsewhere(ServicePlan plan, ShardMap map, string here)
    {
        string[] views = [.. plan.Views.Select(view => view.Reference)];
        return map.ShardsOf(views) is [var shard, ..]
            ? Elsewhere("view", views.First(view => !map.ShardsOf(view).Contains(here)), map, shard) with { Location = ["body", "features"] }
            : new(ShardFindings.Scattered(views.Select(view => (view, map.ShardsOf(view)))), 422, "elsewhere", ["body", "features"]);
    }

    /// <summary>No such view.</summary>
    public static RequestFinding UnknownView(string name, string project, string? hint, string field = "features") => new(
        new("QRN5012", $"Feature view {name} does not exist in project {project}", null, hint), 404, "not_found", ["body", field], "FeatureViewNotFoundException");

    /// <summary>The view is there and has no such feature.</summary>
    public static RequestFinding UnknownFeature(string view, string feature, string? hint) => new(
        new("QRN5013", $"Feature '{feature}' does not exist in feature view '{view}'.", null, hint), 404, "not_found", ["body", "features"]);

    /// <summary>Something in the list of features is not a reference.</summary>
    public static RequestFinding BadReference(string reference) => new(
        new("QRN5014", $"'{reference}' is not a feature reference.", null, "Write view:feature, or view@2:feature for a version."), 422, "value_error", ["body", "features"]);

    /// <summary>Two columns of the answer would have one name.</summary>
    public static RequestFinding NameCollision(IReadOnlyList<string> names, bool full) => new(
        new(
            "QRN5015",
            $"Duplicate features named {string.Join(", ", names)} found.",
            null,
            full ? "Give one of the views an alias in the service." : "Set full_feature_names to true, or give one of the views an alias in the service."),
        400, "collision", ["body", "features"], "FeatureNameCollisionError");

    /// <summary>A finding of the planner: the features asked for do not go together.</summary>
    public static RequestFinding BadList(Finding finding) => new(finding, 422, "value_error", ["body", "features"]);

    /// <summary>Something is wrong with a part of the address after the question mark.</summary>
    public static RequestFinding BadQuery(Finding finding) => new(finding, 422, "value_error", ["query"]);

    /// <summary>A finding of the engine about a request that was read well: the state cannot answer it.</summary>
    public static RequestFinding Refused(Finding finding) => new(finding, 409, "conflict", Body);

    /// <summary>Adds a finding to a list that is made when there is a first one. Beyond <see cref="MostFindings"/> it is dropped.</summary>
    public static void Add(ref List<RequestFinding>? findings, RequestFinding finding)
    {
        findings ??= [];
        if (!IsFull(findings)) findings.Add(finding);
    }

    /// <summary>Whether enough has been found wrong, so that looking on is of no use.</summary>
    public static bool IsFull(List<RequestFinding>? findings) => findings is { Count: >= MostFindings };
}
