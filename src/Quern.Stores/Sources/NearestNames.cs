namespace Quern.Stores.Sources;

/// <summary>The names most like a misspelt one, by edit distance, with letter case and underscores not counted.</summary>
internal static class NearestNames
{
    private const int Most = 3;

    public static IReadOnlyList<string> Of(string name, IEnumerable<string> names)
    {
        var wanted = Plain(name);
        var furthest = Math.Max(2, wanted.Length / 3);
        return [.. names
            .Select(candidate => (Name: candidate, Distance: Distance(wanted, Plain(candidate))))
            .Where(candidate => candidate.Distance <= furthest)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(candidate => candidate.Name)];
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    // Levenshtein 1966, by rows.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
