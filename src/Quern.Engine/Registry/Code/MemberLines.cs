namespace Quern.Engine.Registry.Code;

/// <summary>Finds the lines of a member, its comments and attributes included, from a place within it.</summary>
internal static class MemberLines
{
    /// <summary>The first and the last line of the member that has a place; null where braces do not tell.</summary>
    /// <param name="text">The file.</param>
    /// <param name="lines">Where its lines begin.</param>
    /// <param name="place">A place in the member.</param>
    public static (int First, int Last)? Around(string text, IReadOnlyList<int> lines, int place)
    {
        var all = CodeScanner.Scan(text);
        CodeToken[] tokens = [.. all.Where(token => token.Kind != CodeTokenKind.Comment)];
        var anchor = Array.FindIndex(tokens, token => token.End > place);
        return anchor >= 0 && Walk(text, tokens, anchor) is var (first, last)
            ? (WithComments(LineOf(lines, tokens[first].Start), all, first > 0 ? LineOf(lines, tokens[first - 1].End - 1) : 0, lines), LineOf(lines, tokens[last].End - 1))
            : null;
    }

    /// <summary>Where the lines of a text begin, as C# counts them.</summary>
    public static IReadOnlyList<int> Starts(string text)
    {
        List<int> starts = [0];
        for (var i = 0; i < text.Length; i++)
            if (CodeScanner.IsLineEnd(text[i]) && !(text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n'))
                starts.Add(i + 1);
        return starts;
    }

    private static int LineOf(IReadOnlyList<int> lines, int place)
    {
        var (low, high) = (0, lines.Count);
        while (high - low > 1)
            if (lines[(low + high) / 2] is var start && start <= place) low = (low + high) / 2;
            else high = (low + high) / 2;
        return low + 1;
    }

    // Comments that stand right above it; one behind the member before is that one's.
    private static int WithComments(int first, IReadOnlyList<CodeToken> all, int before, IReadOnlyList<int> lines)
    {
        foreach (var comment in all.Where(token => token.Kind == CodeTokenKind.Comment).Reverse())
        {
            var (start, end) = (LineOf(lines, comment.Start), LineOf(lines, comment.End - 1));
            if (start < first && end >= first - 1 && start > before) first = start;
        }

        return first;
    }

    private static (int First, int Last)? Walk(string text, CodeToken[] tokens, int anchor)
    {
        List<Frame> frames = [new(false)];
        Frame? owner = null;
        var (first, started) = (0, false);
        for (var i = 0; i < tokens.Length; i++)
        {
            if (i == anchor)
            {
                owner = frames.FindLast(frame => frame.IsType);
                if (owner is null) return null;
                (first, started) = (owner.Member, true);
            }

            var frame = frames[^1];
            var sign = tokens[i].Kind == CodeTokenKind.Sign ? text[tokens[i].Start] : '\0';
            var isLong = tokens[i].End - tokens[i].Start > 1;
            switch (sign)
            {
                case '(' or '[':
                    frame.Depth++;
                    break;
                case ')' or ']':
                    frame.Depth--;
                    break;
                case '=' when frame.Depth == 0 && (!isLong || text[tokens[i].Start + 1] == '>'):
                    frame.IsExpression = true;
                    break;
                case '{':
                    frames.Add(new(DeclaresType(text, tokens, frame.Member, i)) { Member = i + 1 });
                    break;
                case '}' when frames.Count == 1:
                    return null;
                case '}':
                    if (frame == owner) return null;
                    frames.RemoveAt(frames.Count - 1);
                    frame = frames[^1];
                    // An initializer may follow the accessors.
                    if (frame.IsExpression || frame.Depth > 0 || (i + 1 < tokens.Length && Is(text, tokens[i + 1], "="))) break;
                    if (started && frame == owner) return (first, i);
                    frame.Begin(i + 1);
                    break;
                case ';' when frame.Depth == 0:
                    if (started && frame == owner) return (first, i);
                    frame.Begin(i + 1);
                    break;
            }
        }

        return null;
    }

    // A word such as class with a name after it, that is no constraint of a generic.
    private static bool DeclaresType(string text, CodeToken[] tokens, int from, int to)
    {
        for (var i = from; i < to - 1; i++)
            if (tokens[i].Kind == CodeTokenKind.Word && tokens[i + 1].Kind == CodeTokenKind.Word
                && text.AsSpan(tokens[i].Start, tokens[i].End - tokens[i].Start) is "class" or "struct" or "record" or "interface"
                && !(i > from && (Is(text, tokens[i - 1], ":") || Is(text, tokens[i - 1], ","))))
                return true;
        return false;
    }

    private static bool Is(string text, CodeToken token, string sign) => token.Kind == CodeTokenKind.Sign && text.AsSpan(token.Start, token.End - token.Start).SequenceEqual(sign);

    /// <summary>What is between two braces, or the file.</summary>
    private sealed class Frame(bool isType)
    {
        /// <summary>Whether members stand in it.</summary>
        public bool IsType => isType;

        /// <summary>How many parentheses and brackets are open.</summary>
        public int Depth { get; set; }

        /// <summary>Whether what is being read goes on to the next semicolon.</summary>
        public bool IsExpression { get; set; }

        /// <summary>The token that the member, or the statement, begins with.</summary>
        public int Member { get; set; }

        public void Begin(int token) => (Member, IsExpression, Depth) = (token, false, 0);
    }
}
