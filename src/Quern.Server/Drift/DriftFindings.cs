namespace Quern.Server.Drift;

/// <summary>What can go wrong where a server watches for drift.</summary>
internal static class DriftFindings
{
    internal static Finding NotWatched(string what, Exception cause) => new(
        "QRN6348",
        $"{what} cannot be watched for drift now",
        QuernException.FindingsOf(cause) is { Count: > 0 } known ? string.Join(" ", known.Select(finding => $"{finding.Code}: {finding.Message}")) : cause.Message,
        "Reads go on, and it is tried again soon; 'quern drift' tells more.");

    internal static Finding Unknown(string what, IEnumerable<string> known) => new("QRN6348", $"'drift' names {what}, which there is not", $"There are: {string.Join(", ", known.DefaultIfEmpty("none"))}.", "Mend the name under 'drift' in quern.json.");

    internal static Finding NoProfile(string what) => new("QRN5194", $"there is no profile of {what}", "A server has profiles of what it watches, once it has looked.", "Watch it with \"drift\": {} in quern.json, or wait until it has been looked at: GET /v1/drift tells.");
}
