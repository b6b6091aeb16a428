namespace Quern.Engine.Alerts;

/// <summary>How soon somebody should look.</summary>
public enum AlertSeverity
{
    /// <summary>Today.</summary>
    Warning,

    /// <summary>Now.</summary>
    Critical,
}
