namespace Quern.Planning.Snapshots;

/// <summary>The wording of changes that break somebody.</summary>
internal static class SnapshotFindings
{
    public static Finding MeaningChanged(string view, IReadOnlyList<string> shared, IReadOnlyList<string> features, int version) => new(
        "QRN2001", $"view '{view}' would mean something else under the same version",
        shared.Count > 0 ? string.Join("; ", shared) : $"Other values for {string.Join(", ", features)}.",
        $"make it .Version({version}), or allow it by --allow-breaking {view}");

    public static Finding ViewRemoved(string view, IReadOnlyList<string> services) => new(
        "QRN2002", $"view '{view}' would be removed, and {Services(services)} it", null, Keep(view));

    public static Finding FeatureRemoved(string view, string feature, IReadOnlyList<string> services) => new(
        "QRN2002", $"feature '{view}:{feature}' would be removed, and {Services(services)} it", null, Keep(view));

    public static Finding TypeChanged(string view, FeatureEntry was, FeatureEntry becomes, int version) => new(
        "QRN2003", $"feature '{view}:{was.Name}' would be {becomes.Type} instead of {was.Type}", null, $"make its view .Version({version}), or allow it by --allow-breaking {view}");

    public static Finding MeaningChanged(LookupEntry was, LookupEntry becomes, IReadOnlyList<string> features) => new(
        "QRN2001", $"lookup '{was.Name}' would mean something else under the same name",
        was.Key != becomes.Key ? $"Its keys would be {becomes.Key} instead of {was.Key}."
            : was.View != becomes.View ? $"It would look up {becomes.View} instead of {was.View}."
            : $"Other values for {string.Join(", ", features)}.",
        Rename(was.Name));

    public static Finding LookupRemoved(string lookup, IReadOnlyList<string> services) => new(
        "QRN2002", $"lookup '{lookup}' would be removed, and {Services(services)} it", null, Keep(lookup));

    public static Finding TypeChanged(string lookup, LookupFeatureEntry was, LookupFeatureEntry becomes) => new(
        "QRN2003", $"feature '{lookup}:{was.Name}' would be {becomes.Type} instead of {was.Type}", null, Rename(lookup));

    public static Finding OnDemandRemoved(string feature, string method, IReadOnlyList<string> services) => new(
        "QRN2002", $"on-demand feature '{feature}' would be removed, and {Services(services)} it", null, Keep(method));

    public static Finding OnDemandTypeChanged(string method, OnDemandOutputEntry was, OnDemandOutputEntry becomes, IReadOnlyList<string> services) => new(
        "QRN2003", $"on-demand feature '{was.Name}' would be {becomes.Type} instead of {was.Type}, and {Services(services)} it", null,
        $"give it another name, or allow it by --allow-breaking {method}");

    public static Finding KeysChanged(EntityEntry was, EntityEntry becomes) => new(
        "QRN2004", $"entity '{was.Name}' would have other join keys", $"{string.Join(", ", was.JoinKeys)} -> {string.Join(", ", becomes.JoinKeys)}",
        $"define another entity, or allow it by --allow-breaking {was.Name}");

    private static string Services(IReadOnlyList<string> services) => $"service{(services.Count == 1 ? "" : "s")} {string.Join(", ", services.Select(name => $"'{name}'"))} return{(services.Count == 1 ? "s" : "")}";

    private static string Rename(string lookup) => $"give the new lookup another name, or allow it by --allow-breaking {lookup}";

    private static string Keep(string view) => $"keep it until nobody asks for it, or allow it by --allow-breaking {view}";
}
