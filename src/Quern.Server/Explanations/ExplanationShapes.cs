using System.Text.Json.Nodes;
using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Protocol.Explanations;
using Quern.Protocol.Errors;

using Quern.Time;
using Quern.Values;

namespace Quern.Server.Explanations;

/// <summary>Puts together what is known of one vector: as it is served, and from history.</summary>
/// <param name="service">The service.</param>
/// <param name="keys">The columns named by the service's join keys, of one row.</param>
/// <param name="requests">The columns named by the service's request fields, of one row.</param>
/// <param name="at">The instant.</param>
/// <param name="history">The vector from history.</param>
/// <param name="online">The vector as it is served; null when only the past is asked for.</param>
/// <param name="events">How many events of each value are told.</param>
public sealed class ExplanationShapes(
    ServicePlan service, IReadOnlyList<Column> keys, IReadOnlyList<Column> requests, Instant at, ExplainedVector history, OnlineExplanation? online, int events)
{
    private readonly OnlineExplanation? _served = online is { Refusals.Count: 0 } ? online : null;

    /// <summary>The explanation.</summary>
    /// <param name="version">The version of the registry.</param>
    public ExplanationShape Explanation(string version) => new(
        service.Name,
        version,
        at.ToString(),
        Given(),
        [.. service.Reads.SelectMany((read, number) => Features(InputKind.Feature, number, read.Features.Count)), .. service.Lookups.SelectMany((read, number) => Features(InputKind.Lookup, number, read.Features.Count))],
        [.. service.OnDemand.SelectMany((plan, method) => plan.Definition.Outputs.Select((_, output) => OnDemand(plan, new(InputKind.OnDemand, method, output))))],
        online is null ? null : [.. online.Refusals.Select(refusal => FindingShape.Of(refusal))]);

    private Dictionary<string, JsonNode?> Given() => service.JoinKeys.Zip(keys).Concat(service.Requests.Zip(requests)).ToDictionary(pair => pair.First.Name, pair => ValueJson.Of(pair.Second, 0));

    private IEnumerable<ExplainedFeatureShape> Features(InputKind kind, int read, int count)
    {
        for (var feature = 0; feature < count; feature++) yield return Feature(new(kind, read, feature));
    }

    private ExplainedFeatureShape Feature(OnDemandInput input)
    {
        var (of, name) = service.NameOf(input);
        var past = history.Columns.Of(input);
        var made = history.Values.FirstOrDefault(value => value.Input == input)?.Events ?? [];
        var (version, definition, meaning, shared) = input.Kind == InputKind.Lookup ? OfLookup(input) : OfView(input);
        var told = new HistoryValueShape(
            ValueJson.Of(past, 0), Status(past), made.Count, [.. made.Reverse().Take(events).Select(made => new EventShape(made.Time.ToString(), made.KnownAt.ToString(), ValueJson.Of(made.Argument)))]);
        if (_served is null) return new($"{of}:{name}", of, version, definition, meaning, shared, null, told, null, null);
        var now = _served.Batch.Of(input);
        var agrees = IsSame(now, past);
        return new($"{of}:{name}", of, version, definition, meaning, shared, Served(input, now), told, agrees, agrees ? null : Difference(input));
    }

    private (int Version, string Definition, string Meaning, IReadOnlyList<string> Shared) OfView(OnDemandInput input)
    {
        var read = service.Reads[input.Read];
        return (read.View.Definition.Version, read.View.Hash, read.View.MeaningOf(read.Features[input.Index]), Lines(read.View.Meaning));
    }

    private (int Version, string Definition, string Meaning, IReadOnlyList<string> Shared) OfLookup(OnDemandInput input)
    {
        var read = service.Lookups[input.Read];
        var feature = read.Lookup.Features[read.Features[input.Index]];
        return (1, read.Lookup.Hash, $"{feature.Name} = {read.Lookup.View.MeaningOf(feature.Input)}", Lines(read.Lookup.Meaning));
    }

    private ServedValueShape Served(OnDemandInput input, ResultColumn values)
    {
        var isLookup = input.Kind == InputKind.Lookup;
        var time = _served!.Batch.EventTimesOf(input)[0];
        var state = StateOf(input);
        var pieces = (isLookup ? _served.Trace.Lookups : _served.Trace.Reads)[input.Read];
        return new(
            ValueJson.Of(values, 0),
            Status(values),
            time == 0 ? null : new Instant(time).ToString(),
            new(
                state?.MaterializedTo?.ToString(),
                state is null || state.RetainedFrom <= Instant.Min ? null : state.RetainedFrom.ToString(),
                state?.LogPosition ?? 0,
                [.. pieces.Select(piece => new PieceShape(piece.Kind.ToString().ToLowerInvariant(), piece.Earliest.ToString(), piece.Latest.ToString(), piece.Events, piece.ByRow))]));
    }

    private ViewState? StateOf(OnDemandInput input) => (input.Kind == InputKind.Lookup ? _served!.LookupStates : _served!.States)[input.Read];

    private string Difference(OnDemandInput input)
    {
        var view = input.Kind == InputKind.Lookup ? service.Lookups[input.Read].Lookup.View : service.Reads[input.Read].View;
        if (view.Definition.Source.Stream is null && StateOf(input)?.MaterializedTo is { } to && to < at)
            return $"Online state has the events up to {to}; history has later ones. Run 'quern materialize {view.Reference}'.";
        return "History has an event that online state lacks, or the other way round: one that was too late for the view, one that came between the two readings, or a source that has changed since it was materialized.";
    }

    private ExplainedOnDemandShape OnDemand(OnDemandPlan plan, OnDemandInput feature)
    {
        var output = service.OnDemandFeature(feature);
        var past = history.Columns.Of(feature);
        var now = _served?.Batch.Of(feature);
        var inputs = plan.Definition.Parameters.Zip(plan.Inputs).ToDictionary(
            pair => pair.First.Name, pair => pair.Second.Kind == InputKind.Request ? ValueJson.Of(requests[pair.Second.Index], 0) : ValueJson.Of(history.Columns.Of(pair.Second), 0));
        return new(
            output.Name,
            plan.Definition.MethodName,
            output.Member,
            inputs,
            now is null ? null : new(ValueJson.Of(now, 0), Status(now)),
            new(ValueJson.Of(past, 0), Status(past)),
            now is null ? null : IsSame(now, past));
    }

    private static IReadOnlyList<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Status(ResultColumn column) => SnakeCase.Of(column.StatusOf(0).ToString()).ToUpperInvariant();

    private static bool IsSame(ResultColumn left, ResultColumn right)
    {
        if (left.StatusOf(0) != right.StatusOf(0)) return false;
        if (left.StatusOf(0) != FeatureStatus.Present) return true;
        return left.Type.IsFixedWidth ? left.Slots[0] == right.Slots[0] : left.Encoded(0).SequenceEqual(right.Encoded(0));
    }
}
