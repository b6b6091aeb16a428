using Quern.Engine.Alerts;

namespace Quern.Server.Alerts;

/// <summary>How a server alerts.</summary>
/// <param name="Book">Which alerts are open.</param>
/// <param name="Receivers">Who is told; the log is in any case.</param>
public sealed record AlertOptions(AlertBook Book, IReadOnlyList<AlertReceiver> Receivers)
{
    /// <summary>How long a server rests between two looks. Default: 10 seconds.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);
}
