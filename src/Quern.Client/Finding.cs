namespace Quern.Client;

/// <summary>One thing that is wrong, as the server says it.</summary>
/// <param name="Code">The code, such as <c>QRN5011</c>, which has a page in the documentation; null where the answer was not Quern's.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Detail">More: where, which values; null when the message says all.</param>
/// <param name="Hint">What would work; null when nothing better can be said.</param>
public sealed record Finding(string? Code, string Message, string? Detail = null, string? Hint = null)
{
    /// <summary>The finding as one line.</summary>
    public override string ToString() => $"{(Code is null ? "" : Code + ": ")}{Message}{(Detail is null ? "" : " " + Detail)}{(Hint is null ? "" : $" ({Hint})")}";
}
