using System.Globalization;
using Microsoft.Extensions.Logging;
using Quern.Engine.Online;
using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Server.Serving;

namespace Quern.Server.Projects;

/// <summary>Serves what a project's registry has, from its online store. The store is the caller's to close, after the server.</summary>
/// <param name="project">The project's name.</param>
/// <param name="registry">Its registry.</param>
/// <param name="online">Its online store.</param>
public sealed class ProjectRegistry(string project, IRegistryStore registry, IOnlineStore online) : IServingRegistry
{
    /// <inheritdoc/>
    public string? ReadHead() => registry.HeadNumber() is > 0 and var number ? number.ToString(CultureInfo.InvariantCulture) : null;

    /// <inheritdoc/>
    public IServingVersion Load(string head, ILogger log)
    {
        var hash = registry.Find(int.Parse(head, CultureInfo.InvariantCulture))?.ObjectHash ?? throw new QuernException(ServerFindings.NoDefinitions(head));
        var definitions = DefinitionAssembly.Load(registry.GetObject(hash));
        try
        {
            var (plan, findings) = RepositoryPlanner.Plan(definitions.Read(), new PlanOptions());
            return plan is not null ? new ProjectVersion(project, head, plan, definitions, online, log) : throw new QuernException(findings);
        }
        catch
        {
            definitions.Dispose();
            throw;
        }
    }
}
