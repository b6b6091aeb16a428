using Microsoft.Extensions.Logging;
using Quern.Engine.Registry;

namespace Quern.Server.Serving;

/// <summary>Where a server finds what to serve.</summary>
public interface IServingRegistry
{
    /// <summary>What the newest version is called; null while nothing is applied. Asked every second or so, so it must be cheap.</summary>
    string? ReadHead();

    /// <summary>Loads a version.</summary>
    /// <param name="head">What <see cref="ReadHead"/> called it.</param>
    /// <param name="log">Where it says what goes wrong later.</param>
    /// <exception cref="QuernException">It cannot be loaded; the findings say why.</exception>
    IServingVersion Load(string head, ILogger log);

    /// <summary>All that was ever applied; null where only what is served now is known.</summary>
    IRegistryStore? Commits => null;
}
