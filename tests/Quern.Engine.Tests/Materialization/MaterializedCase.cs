using Quern.Engine.Materialization;
using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Engine.Tests.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Tests.Materialization;

/// <summary>A random history that is brought online and asked about.</summary>
internal sealed class MaterializedCase(Histories cases, Duration lateness)
{
    public ServicePlan Service { get; } = cases.Service with
    {
        Reads = [.. cases.Service.Reads.Select(read => read with { View = read.View with { AllowedLateness = lateness } })],
    };

    /// <summary>Gets the views in a random order.</summary>
    public List<ViewPlan> Views => cases.Shuffle(Service.Reads.Select(read => read.View).DistinctBy(view => view.Reference));

    /// <summary>Materializes every view; a small memory makes many passes.</summary>
    public void Run(ISourceReader reader, IOnlineStore store, Instant to, Instant? from = null, long memory = 1 << 28)
    {
        foreach (var view in Views) Run(view, reader, store, to, from, memory);
    }

    public static MaterializationReport Run(ViewPlan view, ISourceReader reader, IOnlineStore store, Instant to, Instant? from = null, long memory = 1 << 28) =>
        new Engine.Materialization.Materializer(reader, store, new HistoryLimits(1, memory)).Run(new(view, from, to, Rebuild: false, new BadRows(BadRowPolicy.Fail)), null, default);

    /// <summary>What the store answers at an instant, for some rows that all ask then.</summary>
    public List<string> Online(IOnlineStore store, HistoryRequest request) => OnlineAnswers.Read(store, request);

    /// <summary>Rows that all ask at one instant.</summary>
    public HistoryRequest At(Instant at) => cases.Request([.. cases.Rows().Select(row => row with { At = at.ToDateTimeOffset() })], asKnown: false) with { Service = Service };
}
