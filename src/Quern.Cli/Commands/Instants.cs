using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Instants as people type them.</summary>
internal static class Instants
{
    /// <summary>The instant; null for none.</summary>
    /// <exception cref="QuernException">The text is not one.</exception>
    public static Instant? Parse(string? text)
    {
        var findings = new List<Finding>();
        var instant = Parse(text, findings);
        return findings.Count == 0 ? instant : throw new QuernException(findings);
    }

    /// <summary>From when until when, both null for none.</summary>
    /// <exception cref="QuernException">A text is no instant, or the first does not lie before the second; all is told.</exception>
    public static (Instant? From, Instant? To) Between(string? from, string? to)
    {
        var findings = new List<Finding>();
        var (start, end) = (Parse(from, findings), Parse(to, findings));
        if (start >= end) findings.Add(new("QRN6014", $"--from {start} does not lie before --to {end}", "There is nothing between them.", "Exchange them."));
        return findings.Count == 0 ? (start, end) : throw new QuernException(findings);
    }

    /// <summary>The instant; null for none, and for a text that is not one, which the findings tell then.</summary>
    public static Instant? Parse(string? text, List<Finding> findings)
    {
        if (text is null) return null;
        if (Instant.TryParse(text, out var instant)) return instant;
        findings.Add(new("QRN6011", $"'{text}' is not an instant", Hint: "Write it as 2001-03-01 or 2001-03-01T12:00:00Z; without a zone it is UTC."));
        return null;
    }
}
