using Quern.Time;

namespace Quern.Engine.Serving;

/// <summary>Where "now" comes from. It is read once for each request.</summary>
public interface IClock
{
    /// <summary>The instant that counts as now.</summary>
    Instant Now { get; }
}
