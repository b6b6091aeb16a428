namespace Quern.Planning.Snapshots;

/// <summary>A definition in a few words, as a plan lists it.</summary>
internal static class Summaries
{
    public static string Of(EntityEntry entity) => entity.JoinKeys is [var only] && only == entity.Name ? "" : $"keys {string.Join(", ", entity.JoinKeys)}";

    public static string Of(SourceEntry source) => source.Format switch
    {
        "sql" => $"sql over {string.Join(", ", source.Inputs ?? [])}",
        "postgres" => $"postgres {source.Connection}: {source.Location}",
        "postgressql" => $"query to postgres {source.Connection}",
        "stream" => $"stream {source.Stream}",
        _ => $"{source.Format} {source.Location}{(source.Version is { } version ? $" at version {version}" : "")}",
    };

    public static string Of(ViewEntry view)
    {
        var count = Count(view.Features.Count, "feature");
        return view.Kind == "attributes" ? count : $"{count}, windows {string.Join(' ', view.Features.Select(feature => WindowOf(feature.Meaning)).Distinct())}";
    }

    public static string Of(LookupEntry lookup) => $"{Count(lookup.Features.Count, "feature")}, {lookup.View} by {lookup.Key}";

    public static string Of(OnDemandEntry method)
    {
        var from = $"from {string.Join(", ", method.Parameters.Select(parameter => parameter.Split(' ')[0]))}";
        return method.Outputs is null ? from : $"{string.Join(", ", method.Outputs.Select(output => output.Name))} {from}";
    }

    public static string Of(ServiceEntry service) => Count(service.Columns.Count, "feature");

    public static string Count(int count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";

    // The meaning of an aggregate is written 'name = Function over window of argument'.
    private static string WindowOf(string meaning)
    {
        const string Over = " over ";
        return meaning[(meaning.IndexOf(Over, StringComparison.Ordinal) + Over.Length)..].Split(' ')[0];
    }
}
