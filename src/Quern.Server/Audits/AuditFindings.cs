namespace Quern.Server.Audits;

/// <summary>What can go wrong where a server audits what it has served.</summary>
internal static class AuditFindings
{
    internal static Finding NotAudited(string service, Exception cause) => new(
        "QRN6210",
        $"what service '{service}' served cannot be audited now",
        QuernException.FindingsOf(cause) is { Count: > 0 } known ? string.Join(" ", known.Select(finding => $"{finding.Code}: {finding.Message}")) : cause.Message,
        "Reads go on, and it is tried again every minute; 'quern audit' tells more.");
}
