using Quern.Time;

namespace Quern.Testing;

/// <summary>Instants as tests write them.</summary>
internal static class WrittenInstant
{
    public static Instant Read(string text) =>
        Instant.TryParse(text, out var instant) ? instant : throw new FormatException($"'{text}' is not an instant. Write it as 2001-03-01 or 2001-03-01T12:00:00Z; without a zone it is UTC.");
}
