using Quern.Planning;

namespace Quern.Engine.Kernel;

/// <summary>What one stream of sorted events and rows computes: the features of one view as a service reads it, or those of the view that one of its lookups reads, for one item a row.</summary>
/// <param name="Service">The service.</param>
/// <param name="IsLookup">Whether it is of a lookup.</param>
/// <param name="Number">Which of the service's reads, or of its lookups.</param>
public sealed record KernelPart(ServicePlan Service, bool IsLookup, int Number)
{
    /// <summary>Gets its name: <c>read-1</c>, <c>lookup-1</c>.</summary>
    public string Name => $"{(IsLookup ? "lookup" : "read")}-{Number + 1}";

    /// <summary>Gets the view, with the features that are wanted and the columns that have the keys.</summary>
    public ViewRead Read => IsLookup ? Service.Lookups[Number].Items.Reads[0] : Service.Reads[Number];

    /// <summary>Gets the view.</summary>
    public ViewPlan View => Read.View;

    /// <summary>The parts of a service: its reads, then its lookups, whose items come from the values of reads.</summary>
    public static IReadOnlyList<KernelPart> Of(ServicePlan service) =>
        [.. service.Reads.Select((_, i) => new KernelPart(service, false, i)), .. service.Lookups.Select((_, i) => new KernelPart(service, true, i))];
}
