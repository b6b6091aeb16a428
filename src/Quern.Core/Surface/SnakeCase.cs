using System.Text;

namespace Quern;

/// <summary>
/// How a C# name becomes the name of a definition or a column: lower case, with an underscore before a capital that starts a word. A capital starts a word after a
/// lower-case letter or a digit, and when it ends a run of capitals before a lower-case letter. Digits belong to what stands before them; underscores stay.
/// <c>AirportDelays</c> is <c>airport_delays</c>, <c>P90Delay</c> is <c>p90_delay</c>, <c>HTTPCode</c> is <c>http_code</c>, <c>mean_delay_1h</c> is itself.
/// </summary>
public static class SnakeCase
{
    /// <summary>The name in lower snake case.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (StartsWord(name, i)) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private static bool StartsWord(string name, int i)
    {
        if (i == 0 || !char.IsUpper(name[i]) || name[i - 1] == '_') return false;
        return !char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]));
    }
}
