namespace Quern.Planning.Snapshots;

/// <summary>Who reads a view: services that return its features, and lookups whose keys or items they are, with the services that return those.</summary>
internal static class Readers
{
    /// <summary>The services that return what a view, or one feature of it, makes.</summary>
    public static List<string> Services(RepositorySnapshot snapshot, string view, string? feature)
    {
        var lookups = Lookups(snapshot, view, feature);
        return [.. snapshot.Services.Where(service => service.Columns.Any(column => IsOf(column.From, view, feature) || lookups.Any(lookup => IsOf(column.From, lookup, null)))).Select(service => service.Name)];
    }

    /// <summary>The services that return a lookup's features, or one of them.</summary>
    public static List<string> OfLookup(RepositorySnapshot snapshot, string lookup, string? feature) =>
        [.. snapshot.Services.Where(service => service.Columns.Any(column => IsOf(column.From, lookup, feature))).Select(service => service.Name)];

    /// <summary>The services that return an on-demand feature.</summary>
    public static List<string> OfOnDemand(RepositorySnapshot snapshot, string feature) =>
        [.. snapshot.Services.Where(service => service.Columns.Any(column => column.From == feature)).Select(service => service.Name)];

    /// <summary>The lookups that take their keys or their items from a view, or from one feature of it.</summary>
    public static List<string> Lookups(RepositorySnapshot snapshot, string view, string? feature) =>
        [.. (snapshot.Lookups ?? [])
            .Where(lookup => IsOf(lookup.Key, view, feature) || (lookup.View == view && (feature is null || lookup.Features.Any(item => item.From.Split(' ')[^1] == feature))))
            .Select(lookup => lookup.Name)];

    private static bool IsOf(string from, string of, string? feature) => feature is null ? from.StartsWith(of + ":", StringComparison.Ordinal) : from == $"{of}:{feature}";
}
