using System.Globalization;
using Quern.Definitions;
using Quern.Time;
using Quern.Values;

namespace Quern.Planning;

/// <summary>The wording of everything that can be wrong with definitions once they are seen together.</summary>
internal static class PlanFindings
{
    public const string MoreCode = "QRN1033";

    public static Finding BadName(string kind, string name) => new(
        "QRN1010", $"{kind} '{name}': the name is not lower snake case", null,
        "a name has lower-case letters, digits and single underscores, starts with a letter, does not end with an underscore, and has at most 128 characters.");

    public static Finding Duplicate(string kind, string name, string? detail) => new(
        "QRN1011", $"{kind} '{name}' is defined more than once", detail, kind == "view" ? "where both are meant to be one, let them be the same; else rename one with .Named(\"…\"), or make it a new version with .Version(2)." : "rename one.");

    public static Finding KeyCount(string view, EntityDefinition entity, int given) => new(
        "QRN1013", $"view '{view}': By has {Count(given, "key")}, but entity '{entity.Name}' has {Count(entity.JoinKeys.Count, "join key")}", null,
        $"give one expression for each of {string.Join(", ", entity.JoinKeys)}, in this order.");

    public static Finding KeyKind(string view, string key, ValueKind kind) => new(
        "QRN1014", $"view '{view}': join key '{key}' is {Name(kind)}, and reals cannot be keys", "Two reals that print the same may differ in their last bit.", "cast it to long, or use a text column.");

    public static Finding KeyKindsDiffer(string entity, string key, ValueKind kind, string view, ValueKind otherKind, string otherView) => new(
        "QRN1015", $"entity '{entity}': join key '{key}' is {Name(kind)} in view '{view}' but {Name(otherKind)} in view '{otherView}'", null, "cast one of them, or make them keys of different entities.");

    /// <summary>What is wrong with an aggregate's spec: a sentence, then after a full stop or a colon what would work.</summary>
    public static Finding Aggregate(string what, string problem)
    {
        var end = problem.AsSpan().IndexOfAny('.', ':');
        var works = problem[(end + 1)..].Trim();
        return new("QRN1016", $"{what}: {char.ToLowerInvariant(problem[0])}{problem[1..end]}", null, $"{char.ToLowerInvariant(works[0])}{works[1..]}");
    }

    public static Finding DuplicateWindow(string what, Window first, Window second) => new(
        "QRN1017", first.Name == second.Name ? $"{what}: window '{first}' is given twice" : $"{what}: windows '{first}' and '{second}' are the same", null, "keep one of them.");

    public static Finding HopWithOffset(string view, Window window) => new(
        "QRN1038",
        $"view '{view}': window '{window}' ends in the past, and a hop keeps no raw rows to cut there",
        "Training sets have its values; an online read is nearly always refused as too early.",
        "leave the hop out, so that the window is exact, or let the window end at the instant.",
        Severity.Warning);

    public static Finding SharedStream(string stream, IReadOnlyList<string> sources) => new(
        "QRN1039", $"stream '{stream}' belongs to {sources.Count} sources: {string.Join(", ", sources.Select(source => $"'{source}'"))}", "What is pushed to a stream is read as one source's record.",
        "give each source a stream of its own, or let all views use one source.");

    public static Finding KeyedStreamAttributes(string view, string source) => new(
        "QRN1040", $"view '{view}' takes the latest row of source '{source}', which has a stream and an event key",
        "Online state keeps one row for each entity, so a row that is replaced could not give way to the one before it.",
        "leave the event key out: of rows of one time the one known last stands; or aggregate with w.Last(…), which keeps rows.");

    public static Finding StreamInQuery(string source, string input) => new(
        "QRN1041", $"source '{source}': its query reads '{input}', which only arrives live", "A query reads files.", $"write what '{input}' gives to files and read those, or build the views on '{input}' itself.");

    public static Finding DatabaseInQuery(string source, string input) => new(
        "QRN1088", $"source '{source}': its query reads '{input}', whose rows are in PostgreSQL", "A query over other sources is DuckDB's, which reads files.",
        "let PostgreSQL do it, PostgresSql<T>(\"connection\", \"SELECT …\", …), which may join all that the database has; or export what is needed to Parquet and read that.");

    public static Finding LookupKeyType(string what, string feature, DataType type) => new(
        "QRN1043", $"{what}: feature '{feature}' is {type}, which cannot be the key of a view", null,
        "a key is a whole number, text, truth value or instant, or a list of such values, as w.Last(…) gives.");

    public static Finding LookupKeyKind(string what, string feature, ValueKind kind, ViewPlan view, ValueKind keyKind) => new(
        "QRN1044", $"{what}: feature '{feature}' has {Name(kind)} values, but join key '{view.Definition.Entity.JoinKeys[0]}' of view '{view.Reference}' is {Name(keyKind)}", null,
        "cast one of them where it is defined, or look up a view of another entity.");

    public static Finding LookupOfSeveralKeys(string what, ViewPlan view) => new(
        "QRN1045", $"{what}: view '{view.Reference}' is of entity '{view.Definition.Entity.Name}', which has {Count(view.Definition.Entity.JoinKeys.Count, "join key")}",
        "The values of one feature are one key.", "look up a view of an entity with one join key.");

    public static Finding Unlisted(string what, FeaturePlan feature) => new(
        "QRN1046", $"{what}: feature '{feature.Name}' is {feature.Type}, of which a list cannot hold one for each item", null,
        feature.Type == DataType.Scalar(ValueKind.Embedding)
            ? $"take their mean, .Aggregate(i => new {{ Mean = i.Mean(\"{feature.Name}\") }}), or name the other features in .Only(…)."
            : "take features that are single values: name them in .Only(…) or .Aggregate(…).");

    public static Finding LookupOfOne(string what) => new(
        "QRN1047", $"{what}: its key is a single value, so that there is nothing to aggregate", null, "leave .Aggregate(…) out and name the features in .Only(…), or take the keys from a list, as w.Last(x => x.Item, 5) gives.");

    public static Finding NoOwner(string view) => new("QRN1020", $"view '{view}' has no owner", "This project asks for an owner of every view.", "add .Owner(\"team@example.com\").");

    public static Finding NoWindows(string what) => new("QRN1021", $"{what}: there is no window to aggregate over", null, "write .Windows(\"1h\", \"7d\") or .Lifetime() before Aggregate, or .Over(\"7d\") on the aggregate.");

    public static Finding NoFeatures(string kind, string name) => new(
        "QRN1022", $"{kind} '{name}' has no features", null, kind == "service" ? "name at least one view or on-demand feature in Service(…)." : "give it at least one.");

    public static Finding UnknownInOnly(string service, ViewPlan view, string feature) => new(
        "QRN1023", $"service '{service}': view '{view.Reference}' has no feature '{feature}'", null, NearestName.Hint(feature, [.. view.Features.Select(known => known.Name)]));

    public static Finding UnknownInOnly(string service, LookupPlan lookup, string feature) => new(
        "QRN1023", $"service '{service}': lookup '{lookup.Name}' has no feature '{feature}'", null, NearestName.Hint(feature, [.. lookup.Features.Select(known => known.Name)]));

    public static Finding UnknownInOnly(string service, OnDemandDefinition method, string feature) => new(
        "QRN1023", $"service '{service}': on-demand method '{method.MethodName}' gives no feature '{feature}'", null, NearestName.Hint(feature, [.. method.Outputs.Select(known => known.Name)]));

    public static Finding SameColumn(string what, string column, string first, string second) => new(
        "QRN1024", $"{what}: two columns are named '{column}'", $"One is from {first}, the other from {second}.", "give one view another name with .As(\"…\"), or leave the feature out with .Only(…).");

    public static Finding UnknownParameter(string feature, string parameter, FeatureCatalog catalog) => new(
        "QRN1025", $"on-demand feature '{feature}': parameter '{parameter}' names no feature", catalog.SeveralOf(parameter) is { } several ? GivesSeveral(several) : null,
        (catalog.SeveralOf(parameter) is { } method ? TakeOne(method) : NearestName.Hint(parameter, catalog.Names)) + " A field of the request is marked [Request].");

    public static Finding AmbiguousParameter(string feature, string parameter, IEnumerable<string> candidates) => new(
        "QRN1026", $"on-demand feature '{feature}': parameter '{parameter}' could be {string.Join(" or ", candidates)}", null,
        $"say which: [Feature(\"{candidates.First()}\")].");

    public static Finding Cycle(IEnumerable<string> path) => new(
        "QRN1027", $"on-demand features need each other: {string.Join(" -> ", path)}", null, "break the circle: compute one of them from features of views alone.");

    public static Finding ParameterType(string feature, OnDemandParameter parameter, string input, DataType type) => new(
        "QRN1028", $"on-demand feature '{feature}': parameter '{parameter.Name}' is {Name(parameter.Kind)}, but {input} is {type}", null,
        "a parameter takes a single value of its own type; int may go to long or double, long and float to double.");

    public static Finding UnknownView(string what, string view, IReadOnlyCollection<string> known) => new(
        "QRN1030", $"{what}: there is no view '{view}'", null, NearestName.Hint(view, known));

    public static Finding UnknownFeature(string what, LookupPlan lookup, string feature) => new(
        "QRN1030", $"{what}: lookup '{lookup.Name}' has no feature '{feature}'", null, NearestName.Hint(feature, [.. lookup.Features.Select(known => known.Name)]));

    public static Finding UnknownFeature(string what, ViewPlan view, string feature) => new(
        "QRN1030", $"{what}: view '{view.Reference}' has no feature '{feature}'", null, NearestName.Hint(feature, [.. view.Features.Select(known => known.Name)]));

    public static Finding UnknownReference(string reference, FeatureCatalog catalog) => catalog.SeveralOf(reference) is { } method
        ? new("QRN1030", $"reference '{reference}' names no feature", GivesSeveral(method), TakeOne(method))
        : new("QRN1030", $"reference '{reference}' names no feature", null, $"write view:feature, or an on-demand feature's name; {NearestName.Hint(reference, catalog.Names)}");

    public static Finding UnknownJoinKey(string service, LookupPlan lookup, string key) => new(
        "QRN1031", $"service '{service}': lookup '{lookup.Name}' has no join key '{key}' to rename", null,
        $"the join keys of view '{lookup.KeyView.Reference}', where its keys are from, are {string.Join(", ", lookup.KeyView.Definition.Entity.JoinKeys)}.");

    public static Finding UnknownJoinKey(string service, ViewPlan view, string key) => new(
        "QRN1031", $"service '{service}': view '{view.Reference}' has no join key '{key}' to rename", null, $"its join keys are {string.Join(", ", view.Definition.Entity.JoinKeys)}.");

    public static Finding ColumnKinds(string what, string column, ValueKind kind, ValueKind other) => new(
        "QRN1032", $"{what}: input column '{column}' would be {Name(kind)} for one feature and {Name(other)} for another", null,
        "rename one: a join key with .Key(\"key\", \"column\"), a request field by its parameter.");

    public static Finding More(string code, int count) => new(MoreCode, $"and {Count(count, "more finding")} of {code}", null, "mend those that are listed, then plan again.");

    public static Finding ReadTwice(string service, string thing, string name) => new(
        "QRN1037", $"service '{service}' reads {thing} '{name}' twice under one name", null, "give one of them another name with .As(\"…\").");

    public static Finding UnknownFallback(string service, string of, string feature, IReadOnlyCollection<string> known) => new(
        "QRN1060", $"service '{service}': a fallback names '{feature}', which the service does not return of '{of}'", null, NearestName.Hint(feature, known));

    public static Finding FallbackType(string service, OutputColumn column, Value constant) => constant.IsNull
        ? new("QRN1061", $"service '{service}': null cannot stand for '{column.Name}'", "What has no fallback is null already, with a status that says why.", "leave .OrElse(…) out, or give a constant.")
        : FallbackType(service, column, $"{constant.Type} {constant}");

    private static Finding FallbackType(string service, OutputColumn column, string constant) => new(
        "QRN1061", $"service '{service}': {constant} cannot stand for '{column.Name}', which is {column.Type}", null,
        column.Type.Shape == DataShape.Scalar && column.Type.Kind != ValueKind.Embedding
            ? "give a constant of the feature's own type; a whole number may stand for a real. No constant is NaN or infinite."
            : "a constant is a single number, text, truth value or instant; for others there is .OrElseLast(…).");

    public static Finding SecondFallback(string service, string column) => new(
        "QRN1062", $"service '{service}': '{column}' has a fallback that can never count", null, "write at most one .OrElseLast(…) for a feature, and after it at most one .OrElse(…).");

    public static Finding LastOfRequest(string service, string column) => new(
        "QRN1063", $"service '{service}': '{column}' takes fields of the request, so that its last good value was for another request", null, "give a constant: .OrElse(…).");

    public static Finding AvailableWhen(string service) => new(
        "QRN1080", $"service '{service}' promises that views are available, and not when", "A promise holds at a point in time, the moment at which the service is asked for.", "declare a NamedPointInTime and add .At(…).");

    public static Finding AvailableWhat(string service, string of, IReadOnlyList<string> reads) => new(
        "QRN1081", $"service '{service}' promises that '{of}' is available, and does not read it", null, NearestName.Hint(of, reads));

    public static Finding AvailableShare(string service, string of, double share) => new(
        "QRN1082", string.Create(CultureInfo.InvariantCulture, $"service '{service}' promises '{of}' to a share of {share} of its reads"), null, "write a share above 0 and below 1, such as 0.99. A promise of 1 leaves nothing that may go wrong.");

    public static Finding AvailableTwice(string service, string of) => new(
        "QRN1083", $"service '{service}' promises twice that '{of}' is available", null, "leave one of them.");

    private static string GivesSeveral(OnDemandDefinition method) => $"'{method.Name}' is an on-demand method that gives {Count(method.Outputs.Count, "feature")}, each of a name of its own.";

    private static string TakeOne(OnDemandDefinition method) => $"name one of them: {string.Join(", ", method.Outputs.Select(output => output.Name))}.";

    private static string Count(int count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";

    private static string Name(ValueKind kind) => kind.ToString().ToLowerInvariant();
}
