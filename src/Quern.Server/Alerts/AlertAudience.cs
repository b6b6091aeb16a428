using System.IO.Enumeration;
using Quern.Engine.Alerts;

namespace Quern.Server.Alerts;

/// <summary>Which alerts a receiver gets.</summary>
/// <param name="Owners">Those of these owners; empty for all.</param>
/// <param name="Only">Those with such a key, in which <c>*</c> stands for anything; empty for all.</param>
public sealed record AlertAudience(IReadOnlyList<string> Owners, IReadOnlyList<string> Only)
{
    /// <summary>All alerts.</summary>
    public static AlertAudience All { get; } = new([], []);

    /// <summary>Whether an alert is among them.</summary>
    internal bool Has(AlertCondition condition) =>
        (Owners.Count == 0 || (condition.Owner is { } owner && Owners.Contains(owner, StringComparer.OrdinalIgnoreCase)))
        && (Only.Count == 0 || Only.Any(key => FileSystemName.MatchesSimpleExpression(key, condition.Key, ignoreCase: false)));
}
