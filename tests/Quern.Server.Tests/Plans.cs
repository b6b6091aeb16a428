using Quern.Planning;

namespace Quern.Server.Tests;

/// <summary>Definitions made in the tests, so that no assembly must be compiled.</summary>
internal static class Plans
{
    internal static RepositoryPlan Of(FeatureRepository definitions)
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(definitions), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }
}
