using Quern.Engine.Events;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Expectations.Features;

/// <summary>Judges the features of a view as they are at an instant, computed from history, of the entities that have events: what a read would have answered then.</summary>
public static class ViewTest
{
    /// <summary>How many entities are looked at; of more a sample, which their keys decide.</summary>
    public const int MostEntities = 10_000;

    /// <summary>Computes the features of which something is expected, and says what came of it.</summary>
    /// <param name="reader">Reads the view's source.</param>
    /// <param name="limits">How much may be used of the machine.</param>
    /// <param name="view">The view.</param>
    /// <param name="asOf">The instant.</param>
    /// <param name="lookedAt">Tells when somebody last looked at the values and let the paused view go on, null where nobody did; asked where one fails that would pause, for what failed then is no reason to pause again. Null where nobody is to be asked.</param>
    /// <param name="badRows">Where rows go that cannot be read.</param>
    /// <param name="progress">Told what is done: the step, how much of it is done, how much there is.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="QuernException">The source cannot be read, or has bad rows and they are to fail.</exception>
    public static ViewTestReport Run(ISourceReader reader, HistoryLimits limits, ViewPlan view, Instant asOf, Func<LookedAt?>? lookedAt, BadRows badRows, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var from = view is AggregationViewPlan { Reach: { } reach } ? asOf - reach : Instant.Min;
        var entities = new EntitySample(view, new(from, SeenTimes.End(view, asOf)), MostEntities);
        entities.Read(reader, cancellation);
        var (service, keys) = (ServiceOf(view), entities.Columns());
        var checks = new FeatureChecks(service);
        if (entities.Count > 0)
        {
            ResultColumn[] ValuesAt(Instant instant, bool asKnown)
            {
                var times = new Int64Column(ValueKind.Timestamp);
                times.AppendRange(entities.Count).Fill(instant.Microseconds);
                var result = new HistoryEngine(reader, limits).Compute(new(service, times, keys, [], asKnown, badRows), progress, cancellation);
                return [.. service.Outputs.Select(result.Of)];
            }

            // Windows that do not reach back to it have nothing of what was looked at.
            var looked = new LookedValues(() => lookedAt?.Invoke() is { AsOf: var then, AsKnown: var asKnown } && then > from ? ValuesAt(then < asOf ? then : asOf, asKnown) : null, view is AttributeViewPlan);
            checks.Add(0, ValuesAt(asOf, asKnown: false), name: row => string.Join(", ", service.JoinKeys.Zip(keys, (key, column) => $"{key.Name}={column[row]}")), looked: looked);
        }

        return new(view.Reference, asOf, entities.Count, entities.IsSample, checks.Outcomes());
    }

    private static ServicePlan ServiceOf(ViewPlan view)
    {
        int[] features = [.. view.Definition.Expectations.Select(expectation => view.IndexOf(expectation.Feature)).Distinct().Order()];
        var names = view.Definition.Entity.JoinKeys;
        var outputs = features.Select((feature, place) => new OutputColumn(view.Features[feature].Name, $"{view.Reference}__{view.Features[feature].Name}", view.Features[feature].Type, new(InputKind.Feature, 0, place)));
        return new(null, [.. names.Select((name, i) => new RequestField(name, view.KeyKinds[i]))], [], [new(view, view.Reference, names, features)], [], [.. outputs]);
    }
}

/// <summary>What came of the expectations of a view's features.</summary>
/// <param name="View">The view's reference.</param>
/// <param name="AsOf">The instant of the values.</param>
/// <param name="Entities">Of how many entities they are.</param>
/// <param name="IsSample">Whether there are more entities than were looked at.</param>
/// <param name="Outcomes">What came of each expectation.</param>
public sealed record ViewTestReport(string View, Instant AsOf, int Entities, bool IsSample, IReadOnlyList<FeatureOutcome> Outcomes);
