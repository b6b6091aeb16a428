using Quern.Definitions;

namespace Quern.Planning;

/// <summary>Checks what a service promises of its views at its point in time.</summary>
internal static class AvailabilityRules
{
    public static void Check(ServiceDefinition service, IReadOnlyList<string> reads, List<Finding> findings)
    {
        if (service.Availability.Count > 0 && service.PointInTime is null) findings.Add(PlanFindings.AvailableWhen(service.Name));
        foreach (var promise in service.Availability)
        {
            // What cannot be planned is missing from the reads, and has findings of its own.
            if (!reads.Contains(promise.Of) && !IsPart(service, promise.Of)) findings.Add(PlanFindings.AvailableWhat(service.Name, promise.Of, reads));
            if (promise.Share is not (> 0 and < 1)) findings.Add(PlanFindings.AvailableShare(service.Name, promise.Of, promise.Share));
        }

        foreach (var twice in service.Availability.GroupBy(promise => promise.Of).Where(promises => promises.Count() > 1)) findings.Add(PlanFindings.AvailableTwice(service.Name, twice.Key));
    }

    private static bool IsPart(ServiceDefinition service, string name) =>
        service.Parts.Any(part => (part.Alias ?? part.View.Reference) == name) || service.Lookups.Any(part => (part.Alias ?? part.Lookup.Name) == name);
}
