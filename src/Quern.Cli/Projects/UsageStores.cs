using Quern.Connectors.Workers;
using Quern.Engine.Online;
using Quern.Engine.Parts;
using Quern.Engine.Usage;
using Quern.Stores.Usage;

namespace Quern.Cli.Projects;

/// <summary>Where what is read and written is counted: in the project's folder, and of workers beside the parts of shared streams.</summary>
internal static class UsageStores
{
    /// <param name="project">The project.</param>
    /// <param name="online">Its store; null where there is none.</param>
    public static IUsageStore Of(Project project, IOnlineStore? online)
    {
        var files = new UsageFiles(project.Usage);
        return online is SharedStore { Parts: RedisParts parts } ? new JoinedUsage(files, parts.Usage) : files;
    }
}
