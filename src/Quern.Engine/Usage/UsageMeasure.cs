using Quern.Planning;

namespace Quern.Engine.Usage;

/// <summary>What counts work that is not done for a read.</summary>
/// <param name="Ledger">Where it is counted.</param>
/// <param name="Time">The time that was used so far: the processor's where the process does nothing else, else that on the clock.</param>
public sealed record UsageMeasure(UsageLedger Ledger, Func<TimeSpan> Time)
{
    /// <summary>A view that was materialized; what was written of it is counted by a <see cref="CountedStore"/>.</summary>
    /// <param name="view">The view.</param>
    /// <param name="events">How many events were brought in.</param>
    /// <param name="scanned">How many rows of its source were read.</param>
    /// <param name="began">The <see cref="Time"/> when it began.</param>
    public void AddMaterialization(ViewPlan view, long events, long scanned, TimeSpan began) =>
        Ledger.AddWrite(view.Reference, ConsumerNames.Materialize, new(1, events, 0, 0, (Time() - began).Ticks, scanned));
}
