namespace Quern.Server.Serving;

/// <summary>What a read throws that is an answer and not a fault.</summary>
internal static class VectorRefusals
{
    /// <summary>Whether views have no online state, or none for an instant so early: another request or a materialization helps, sending this one again does not.</summary>
    internal static bool AreAboutState(QuernException exception) => exception.Findings.All(finding => finding.Code is "QRN4020" or "QRN4021");
}
