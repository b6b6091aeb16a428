namespace Quern.Engine.Alerts;

/// <summary>All that is known of alerts.</summary>
/// <param name="Alerts">Those that are open, and those that were over of late, in the order in which they began.</param>
/// <param name="Silences">What is not told.</param>
public sealed record AlertState(IReadOnlyList<Alert> Alerts, IReadOnlyList<Silence> Silences);
