using Quern.Engine.Materialization;
using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.Serving;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Testing.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Testing;

/// <summary>One feature's value as each way of computing gives it.</summary>
/// <param name="Name">The feature, with the view's name in front of it; an on-demand feature's alone.</param>
/// <param name="Input">Where in the service it is.</param>
/// <param name="Ways">The value by the name of the way.</param>
/// <param name="Events">Which events made it; empty for an on-demand feature.</param>
internal sealed record FeatureAnswer(string Name, OnDemandInput Input, IReadOnlyList<(string Way, Value Value, FeatureStatus Status)> Ways, IReadOnlyList<PlainEvent> Events)
{
    public bool Agree => Ways.All(way => way.Value == Ways[0].Value && way.Status == Ways[0].Status);
}

/// <summary>Asks one question in every way that there is: from history, by the plain definition, and online after a materialization up to the instant.</summary>
/// <param name="sources">Reads the sources.</param>
/// <param name="open">Opens an online store that nobody has used; null for one in memory.</param>
internal sealed class EveryWay(ISourceReader sources, Func<IOnlineStore>? open = null)
{
    private static readonly HistoryLimits Limits = new(1, 1 << 28);

    public IReadOnlyList<FeatureAnswer> Answer(ServicePlan service, Instant at, GivenFields given, bool asKnown)
    {
        var (keys, requests) = given.Columns(service);
        var request = HistoryRequest.At(service, at, keys, requests, asKnown: asKnown);
        var history = new HistoryEngine(sources, Limits).Compute(request, null, CancellationToken.None);
        var plain = new PlainHistory(sources).Compute(request, [0], CancellationToken.None);
        using var store = open?.Invoke() ?? new MemoryOnlineStore();
        Materialize(store, service, at, asKnown);
        var online = Online(store, request, at);
        return [.. Views(service, history, plain, online), .. OnDemand(service, history, online)];
    }

    private static BadRows NewBadRows() => new(BadRowPolicy.Fail);

    // As known, each view has its own edge: an aggregation view was served what was known before the instant, an attribute view what was known by it.
    private void Materialize(IOnlineStore store, ServicePlan service, Instant at, bool asKnown)
    {
        foreach (var view in service.Views)
        {
            var reader = !asKnown ? sources : new KnownByReader(sources, view is AttributeViewPlan ? new(at.Microseconds + 1) : at);
            new Materializer(reader, store, Limits).Run(new(view, null, at, Rebuild: false, NewBadRows()), null, CancellationToken.None);
        }
    }

    private static VectorBatch Online(IOnlineStore store, HistoryRequest request, Instant at)
    {
        using var vectors = new OnlineVectors(store, request.Service);
        var batch = new VectorBatch(request.Service);
        vectors.Read(request.JoinKeys, request.Requests, 1, at, batch);
        return batch;
    }

    private static IEnumerable<FeatureAnswer> Views(ServicePlan service, HistoryResult history, IReadOnlyList<PlainValue> plain, VectorBatch online)
    {
        var reads = service.Reads.SelectMany((read, number) => read.Features.Select((_, i) => new OnDemandInput(InputKind.Feature, number, i)));
        var lookups = service.Lookups.SelectMany((read, number) => read.Features.Select((_, i) => new OnDemandInput(InputKind.Lookup, number, i)));
        foreach (var input in reads.Concat(lookups))
        {
            var (fast, served) = (history.Of(input), online.Of(input));
            var twin = plain.FirstOrDefault(value => value.Input == input);
            var (value, status) = twin is null ? (Value.Null, FeatureStatus.NotFound) : (twin.Result.Value, twin.Result.Status);
            var (of, feature) = service.NameOf(input);
            yield return new(
                $"{of}:{feature}",
                input,
                [("history", fast[0], fast.StatusOf(0)), ("plain definition", value, status), ("online", served[0], served.StatusOf(0))],
                twin?.Events ?? []);
        }
    }

    private static IEnumerable<FeatureAnswer> OnDemand(ServicePlan service, HistoryResult history, VectorBatch online)
    {
        foreach (var input in service.OnDemand.SelectMany((plan, method) => plan.Definition.Outputs.Select((_, output) => new OnDemandInput(InputKind.OnDemand, method, output))))
        {
            var (past, served) = (history.Of(input), online.Of(input));
            yield return new(service.OnDemandFeature(input).Name, input, [("history", past[0], past.StatusOf(0)), ("online", served[0], served.StatusOf(0))], []);
        }
    }
}
