namespace Quern.Engine.Usage;

/// <summary>
/// Who reads, as callers name themselves. A name has letters, digits and <c>- _ . / @ +</c>, at most 64 of them: any other letter becomes <c>_</c>, and what is longer is cut, so that no name is ever a
/// reason to refuse a read. Names in parentheses are not those of callers.
/// </summary>
public static class ConsumerNames
{
    /// <summary>Stands for callers that say no name.</summary>
    public const string Unnamed = "(unnamed)";

    /// <summary>Stands for those for whose names there is no room.</summary>
    public const string Other = "(other)";

    /// <summary>Stands for those who make training sets.</summary>
    public const string TrainingSets = "(training-sets)";

    /// <summary>The way of writes from files.</summary>
    public const string Materialize = "(materialize)";

    /// <summary>The way of writes from a stream.</summary>
    public const string Stream = "(stream)";

    private const int Longest = 64;

    /// <summary>The name that is counted for one that a caller says of itself.</summary>
    public static string Clean(ReadOnlySpan<char> name)
    {
        name = name.Trim();
        if (name.Length > Longest) name = name[..Longest];
        if (name.IsEmpty) return Unnamed;
        return string.Create(name.Length, name, static (clean, said) =>
        {
            for (var i = 0; i < said.Length; i++) clean[i] = IsFit(said[i]) ? said[i] : '_';
        });
    }

    /// <summary>The name that is counted for a <c>User-Agent</c>: its first product, without the version.</summary>
    public static string OfAgent(ReadOnlySpan<char> agent)
    {
        agent = agent.Trim();
        var end = agent.IndexOfAny('/', ' ');
        return Clean(end < 0 ? agent : agent[..end]);
    }

    private static bool IsFit(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or '@' or '+';
}
