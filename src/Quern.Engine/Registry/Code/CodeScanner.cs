namespace Quern.Engine.Registry.Code;

/// <summary>
/// Cuts C# into pieces: enough of its lexical grammar that no brace in a text, a comment or a directive is taken for one of the code. What is no C# is cut somehow, and never fails.
/// </summary>
internal sealed class CodeScanner
{
    // Nobody writes texts within texts so deep; a file that does must not end the server.
    private const int DeepestHole = 50;

    private readonly string _text;
    private readonly List<CodeToken> _tokens = [];
    private int _at;
    private int _holes;

    private CodeScanner(string text) => _text = text;

    /// <summary>The pieces of a file, in order.</summary>
    public static IReadOnlyList<CodeToken> Scan(string text)
    {
        var scanner = new CodeScanner(text);
        while (scanner._at < text.Length) scanner.Next();
        return scanner._tokens;
    }

    /// <summary>Whether a character ends a line of C#.</summary>
    public static bool IsLineEnd(char character) => character is '\r' or '\n' or '\u0085' or '\u2028' or '\u2029';

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private void Next()
    {
        var start = _at;
        var character = _text[_at];
        if (char.IsWhiteSpace(character)) _at++;
        else if (character == '#' && IsFirstOfLine(start)) SkipLine();
        else if (character == '/' && Peek(1) == '/') Add(CodeTokenKind.Comment, start, SkipLine);
        else if (character == '/' && Peek(1) == '*') Add(CodeTokenKind.Comment, start, SkipComment);
        else if (character == '\'') Add(CodeTokenKind.Literal, start, () => SkipQuoted('\''));
        else if (QuotesAhead() is { } quotes) Add(CodeTokenKind.Literal, start, () => SkipText(quotes.Dollars, quotes.IsVerbatim));
        else if (IsWord(character) || character == '@') Add(CodeTokenKind.Word, start, SkipWord);
        else Add(CodeTokenKind.Sign, start, SkipSign);
    }

    private void Add(CodeTokenKind kind, int start, Action skip)
    {
        skip();
        _tokens.Add(new(kind, start, _at));
    }

    private bool IsFirstOfLine(int place)
    {
        for (var before = place - 1; before >= 0 && !IsLineEnd(_text[before]); before--)
            if (!char.IsWhiteSpace(_text[before]))
                return false;
        return true;
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';

    private void SkipWord()
    {
        _at++;
        while (IsWord(Peek())) _at++;
    }

    private void SkipLine()
    {
        while (_at < _text.Length && !IsLineEnd(_text[_at])) _at++;
    }

    private void SkipComment()
    {
        var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        _at = end < 0 ? _text.Length : end + 2;
    }

    // '=' alone and '=>' begin what a member is; '==', '<=' and their like do not.
    private void SkipSign()
    {
        var character = Peek();
        _at++;
        if (character == '=' && Peek() is '=' or '>') _at++;
        else if ("!<>+-*/%&|^?".Contains(character))
        {
            while (Peek() == character && character is '?' or '<' or '>' && Peek(1) == '=') _at++;
            if (Peek() == '=' && Peek(1) != '>') _at++;
        }
    }

    // What stands before a quotation mark that begins a text: dollars, and whether there is an '@'.
    private (int Dollars, bool IsVerbatim)? QuotesAhead()
    {
        var (dollars, isVerbatim, ahead) = (0, false, 0);
        for (; Peek(ahead) is '$' or '@'; ahead++)
            if (Peek(ahead) == '$') dollars++;
            else isVerbatim = true;
        return Peek(ahead) == '"' ? (dollars, isVerbatim) : null;
    }

    private void SkipText(int dollars, bool isVerbatim)
    {
        while (Peek() != '"') _at++;
        var quotes = 0;
        while (Peek(quotes) == '"') quotes++;
        if (quotes >= 3 && !isVerbatim)
        {
            var end = _text.IndexOf(new string('"', quotes), _at + quotes, StringComparison.Ordinal);
            _at = end < 0 ? _text.Length : end + quotes;
            while (Peek() == '"') _at++;
        }
        else if (dollars == 0 && !isVerbatim) SkipQuoted('"');
        else SkipHoled(dollars > 0, isVerbatim);
    }

    private void SkipQuoted(char quote)
    {
        for (_at++; _at < _text.Length && !IsLineEnd(_text[_at]); _at++)
            if (_text[_at] == '\\') _at++;
            else if (_text[_at] == quote)
            {
                _at++;
                return;
            }

        _at = Math.Min(_at, _text.Length);
    }

    private void SkipHoled(bool hasHoles, bool isVerbatim)
    {
        for (_at++; _at < _text.Length; _at++)
        {
            var (character, isDoubled) = (_text[_at], Peek(1) == _text[_at]);
            if (character == '"' && isVerbatim && isDoubled) _at++;
            else if (character == '"')
            {
                _at++;
                return;
            }
            else if (character == '\\' && !isVerbatim) _at++;
            else if (IsLineEnd(character) && !isVerbatim && !hasHoles) return;
            else if (hasHoles && character is '{' or '}' && isDoubled) _at++;
            else if (hasHoles && character == '{' && _holes < DeepestHole) SkipHole();
        }

        _at = Math.Min(_at, _text.Length);
    }

    // Ends on the brace that closes it. What is in it is part of the text.
    private void SkipHole()
    {
        var known = _tokens.Count;
        var depth = 1;
        _holes++;
        for (_at++; _at < _text.Length; )
        {
            if (Peek() == '{') depth++;
            if (Peek() == '}' && --depth == 0) break;
            Next();
        }

        _holes--;
        _tokens.RemoveRange(known, _tokens.Count - known);
    }
}
