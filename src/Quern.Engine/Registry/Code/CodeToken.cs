namespace Quern.Engine.Registry.Code;

/// <summary>What a piece of C# is, as far as it takes to tell members apart.</summary>
internal enum CodeTokenKind
{
    /// <summary>A keyword or a name.</summary>
    Word,

    /// <summary>One character of punctuation, or an operator that begins with an equals sign or ends with one.</summary>
    Sign,

    /// <summary>A text or a character, whatever is in it.</summary>
    Literal,

    /// <summary>A comment.</summary>
    Comment,
}

/// <summary>A piece of C#.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends: the place after its last character.</param>
internal readonly record struct CodeToken(CodeTokenKind Kind, int Start, int End);
