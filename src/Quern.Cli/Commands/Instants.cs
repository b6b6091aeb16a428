using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Instants as people type them.</summary>
internal static class Instants
{
    /// <summary>The instant; null for none.</summary>
    /// <exception cref="QuernException">The text is not one.</exception>
    public static Instant? Parse(string? text) => text is null ? null
        : Instant.TryParse(text, out var instant) ? instant
        : throw new QuernException(new Finding("QRN6011", $"'{text}' is not an instant", Hint: "Write it as 2001-03-01 or 2001-03-01T12:00:00Z; without a zone it is UTC."));
}
