namespace Quern.Engine.Alerts;

/// <summary>Port: where alerts outlive a server. For one process at a time.</summary>
public interface IAlertStore
{
    /// <summary>What was put last; empty when nothing was, or it cannot be understood.</summary>
    /// <exception cref="QuernException">It cannot be read.</exception>
    AlertState Read();

    /// <summary>Puts it in place of what was there.</summary>
    /// <exception cref="QuernException">It cannot be written.</exception>
    void Write(AlertState state);
}
