using System.Globalization;
using Quern.Engine.Served;
using Quern.Time;

namespace Quern.Engine.Audit;

/// <summary>What can keep an audit from being made: one method a code. <c>docs/errors</c> has a page for each.</summary>
internal static class AuditFindings
{
    public static Finding EmptyLog(string service) => new(
        "QRN6201", $"the log of service '{service}' has no vectors", Hint: "Ask the service, and wait some seconds until its answers are written: GET /v1/log tells how many are.");

    public static Finding NothingThere(string service, Interval asked, ServedSpan span) => new(
        "QRN6202",
        $"service '{service}' has no logged vectors in {asked}",
        string.Create(CultureInfo.InvariantCulture, $"Its log has {span.Rows:N0}, served from {span.First} to {span.Last}."),
        "Name an interval in which it was asked: --from INSTANT --to INSTANT; without one all of the log is audited.");

    public static Finding VersionGone(int vectors, string version) => new(
        "QRN6206", $"vectors that are not compared, for the registry does not have version {version} any more, which answered them, or that version not the service: {vectors}", Severity: Severity.Warning);

    public static Finding NotSettled(string service, long young, Instant settled, Instant now) => new(
        "QRN6203",
        string.Create(CultureInfo.InvariantCulture, $"none of the {young:N0} logged vectors of service '{service}' in the interval is settled yet"),
        $"Late events may still come for what was served after {settled}; now is {now}.",
        "Wait, or look earlier: --settle 0s compares all that is logged.");
}
