namespace Quern;

/// <summary>How bad a <see cref="Finding"/> is.</summary>
public enum Severity
{
    /// <summary>The work cannot go on.</summary>
    Error,

    /// <summary>The work goes on; somebody should look.</summary>
    Warning,
}

/// <summary>One thing that is wrong, said so that a person can mend it.</summary>
/// <param name="Code">The stable code, such as <c>QRN1001</c>; <c>docs/errors</c> has a page for each.</param>
/// <param name="Message">The primary line: the kind and the quoted name of the thing, and what is wrong with it.</param>
/// <param name="Detail">More: where, which values, what was found instead; null when the message says all.</param>
/// <param name="Hint">What would work; null when nothing better than the message can be said.</param>
/// <param name="Severity">Whether it stops the work.</param>
public sealed record Finding(string Code, string Message, string? Detail = null, string? Hint = null, Severity Severity = Severity.Error)
{
    /// <summary>The finding as lines of text: message with its code, then detail and hint, each indented.</summary>
    public override string ToString()
    {
        var text = $"{(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}";
        if (Detail is not null) text += $"\n  {Detail}";
        if (Hint is not null) text += $"\n  hint: {Hint}";
        return text;
    }
}
