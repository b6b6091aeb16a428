namespace Quern.Planning;

/// <summary>
/// The known name that a misspelt one is closest to, by the optimal string alignment distance (Damerau 1964): the number of letters to add, drop, change or swap
/// with their neighbour.
/// </summary>
public static class NearestName
{
    /// <summary>The closest name; null when none is within a third of the letters, and at least two.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var (best, distance) = ((string?)null, Math.Max(2, name.Length / 3) + 1);
        foreach (var candidate in known)
        {
            if (Math.Abs(candidate.Length - name.Length) >= distance) continue;
            var apart = Distance(name, candidate);
            if (apart < distance) (best, distance) = (candidate, apart);
        }

        return best;
    }

    /// <summary>The end of a hint: <c>did you mean 'x'?</c>, or the names there are.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> known)
    {
        if (Of(name, known) is { } nearest) return $"did you mean '{nearest}'?";
        if (known.Count == 0) return "there is none.";
        return known.Count <= 12 ? $"there are {string.Join(", ", known)}." : $"there are {known.Count}, such as {string.Join(", ", known.Take(8))}.";
    }

    private static int Distance(string left, string right)
    {
        var (before, above, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++) above[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + change);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, above, row) = (above, row, before);
        }

        return above[right.Length];
    }
}
