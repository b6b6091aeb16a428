using System.Globalization;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>What can go wrong around the log of served vectors: one method a code. <c>docs/errors</c> has a page for each.</summary>
internal static class ServedFindings
{
    public static Finding NotWritten(string service, Exception cause) => new(
        "QRN5120",
        $"served vectors of service '{service}' cannot be written to their table",
        Text(cause),
        "Reads go on. It is tried again every few seconds; what finds no room meanwhile is dropped and counted in GET /v1/log.");

    public static Finding NoInput(string service, string version, RequestField field) => new(
        "QRN5124",
        $"service '{service}' needs '{field.Name}' ({DataType.Scalar(field.Kind)}), which the logged request does not have",
        $"It was answered by version {version} of the registry, when the service did not take it.",
        "Replay the request by a version that takes what it has: --version N.");

    private static string Text(Exception cause) =>
        cause is QuernException known ? string.Join(" ", known.Findings.Select(finding => $"{finding.Message}{(finding.Detail is { } detail ? $": {detail}" : "")}")) : cause.Message;

    public static Finding NotTidied(string service, Exception cause) => new(
        "QRN5122",
        $"the table of what service '{service}' served cannot be tidied",
        Text(cause),
        "Its rows are written all the same, and it is tried again when it has twice as many small files.",
        Severity.Warning);

    public static Finding Lost(long rows, Finding? cause) => new(
        "QRN5121", string.Create(CultureInfo.InvariantCulture, $"{rows} served rows could not be written before the server ended, and are lost"), cause?.Detail, "Make the folder of the tables writable.");
}
