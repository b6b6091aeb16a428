namespace Quern.Server.Serving;

/// <summary>The names that would have worked.</summary>
internal static class Hints
{
    private const int Shown = 12;

    internal static string Names(string kind, IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToArray();
        if (all.Length == 0) return $"{kind}: none.";
        return $"{kind}: {string.Join(", ", all.Take(Shown))}{(all.Length > Shown ? $" and {all.Length - Shown} more" : "")}.";
    }
}
