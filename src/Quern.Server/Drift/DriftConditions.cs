using System.Globalization;
using Quern.Engine.Alerts;
using Quern.Planning;
using Quern.Protocol.Drift;
using Quern.Server.Objectives;
using Quern.Server.Serving;

namespace Quern.Server.Drift;

/// <summary>What of drift somebody should look at: faults of sources in their last bucket, rows and features that are not as expected, features of services that drifted in theirs, views that were not there as promised, services that should be trained again, and what cannot be watched.</summary>
internal sealed class DriftConditions(DriftWatches watches)
{
    private const int MostNamed = 3;

    internal IEnumerable<AlertCondition> Of(ServingState state)
    {
        var found = watches.Found;
        return
        [
            .. found.Sources.Select(source => OfSource(source, state)).OfType<AlertCondition>(),
            .. found.Sources.SelectMany(source => OfExpectations(source, state)),
            .. found.Views.SelectMany(view => OfExpectations(view, state)),
            .. found.Services.SelectMany(service => OfService(service, state)),
            .. found.Services.SelectMany(service => service.Availability.Where(promise => !promise.Kept).Select(promise => OfPromise(service, promise, state))),
            .. found.Trouble is { } trouble ? [new AlertCondition("watch", AlertSeverity.Warning, "Nothing is watched for drift", trouble, null)] : Array.Empty<AlertCondition>(),
            .. found.Sources.Where(source => source.Trouble is not null).Select(source => new AlertCondition($"watch/source/{source.Source}", AlertSeverity.Warning, $"Source '{source.Source}' cannot be watched for drift", source.Trouble!, OwnerOf(source, state))),
            .. found.Views.Where(view => view.Trouble is not null).Select(view => new AlertCondition($"watch/view/{view.View}", AlertSeverity.Warning, $"The features of view '{view.View}' cannot be watched", view.Trouble!, OwnerOf(view, state))),
            .. found.Services.Where(service => service.Trouble is not null).Select(service => new AlertCondition($"watch/service/{service.Service}", AlertSeverity.Warning, $"Service '{service.Service}' cannot be watched for drift", service.Trouble!, OwnerOf(service, state))),
        ];
    }

    private static AlertCondition? OfSource(SourceDriftShape source, ServingState state)
    {
        if (source.Buckets is not [.., var last]) return null;
        IncidentShape[] faults = [.. last.Incidents.Where(incident => incident.IsFault)];
        if (faults.Length == 0) return null;
        var more = faults.Length > 1 ? $" and {faults.Length - 1} more" : "";
        return new(
            $"drift/source/{source.Source}",
            AlertSeverity.Warning,
            $"Source '{source.Source}' is not as it was: {faults[0].Cause} of {faults[0].Where}{more}",
            string.Join(" ", faults.Take(MostNamed).Select(fault => $"{last.Start}, {fault.Cause} of {fault.Where}{(fault.Detail.Length > 0 ? $" ({fault.Detail})" : "")}: {fault.Evidence}.")),
            OwnerOf(source, state))
        { Node = new(LineageKind.Source, source.Source), Command = $"quern drift source:{source.Source} --at {last.Start}" };
    }

    private static IEnumerable<AlertCondition> OfExpectations(SourceDriftShape source, ServingState state) =>
        source.Expectations.Where(expected => expected.IsOpen).Select(expected => new AlertCondition(
            $"expectation/{source.Source}/{expected.Name}", AlertSeverity.Warning, $"Source '{source.Source}' is not as expected: {expected.Name}", expected.Note!, OwnerOf(source, state))
        { Node = new(LineageKind.Source, source.Source), Command = $"quern test {source.Source}" });

    private static IEnumerable<AlertCondition> OfExpectations(ViewDriftShape view, ServingState state) =>
        view.Expectations.Where(expected => expected.IsOpen).Select(expected => new AlertCondition(
            $"expectation/view/{view.View}/{expected.Name}", AlertSeverity.Warning, $"Features of view '{view.View}' are not as expected: {expected.Name}", expected.Note!, OwnerOf(view, state))
        { Node = new(LineageKind.View, view.View), Command = $"quern test {view.View}" });

    private static AlertCondition OfPromise(ServiceDriftShape service, AvailabilityShape promise, ServingState state) => new(
        $"availability/{service.Service}/{promise.Of}",
        AlertSeverity.Warning,
        string.Create(CultureInfo.InvariantCulture, $"'{promise.Of}' is not there as service '{service.Service}' promises at {service.PointInTime}"),
        string.Create(CultureInfo.InvariantCulture, $"{service.Buckets[^1].Start}: {promise.Share:0.## %} of {promise.Reads:N0} reads, promised {promise.Promised:0.#### %}; {promise.Missing:N0} missing, {promise.Older:N0} older{(promise.Within is { } within ? $" than {within}" : "")}."),
        OwnerOf(service, state))
    { Node = new(LineageKind.Service, service.Service), Command = $"quern availability {service.Service} --from {service.Buckets[^1].Start}" };

    private IEnumerable<AlertCondition> OfService(ServiceDriftShape service, ServingState state)
    {
        if (service.Buckets is not [.., { Drifted: > 0 } last]) yield break;
        var node = new LineageNode(LineageKind.Service, service.Service);
        FeatureDriftShape[] worst = [.. service.Features.Where(feature => feature.Evidence.Count > 0)];
        var evidence = string.Join(" ", worst.Take(MostNamed).Select(feature => $"{feature.Name}: {feature.Magnitude}; {feature.Evidence[0]}."));
        yield return new AlertCondition(
            $"drift/service/{service.Service}",
            AlertSeverity.Warning,
            $"{last.Drifted} of {service.Features.Count} features of service '{service.Service}' drifted from {service.Against}",
            $"{last.Start}: {evidence}",
            OwnerOf(service, state))
        { Node = node, Command = $"quern drift service:{service.Service} --at {last.Start}" };
        var drifted = service.Buckets.Reverse().TakeWhile(bucket => bucket.Drifted > 0).ToArray();
        if (watches.Options.Retrain.TryGetValue(service.Service, out var after) && drifted.Length >= after && watches.ReferenceOf(service.Service) is { } reference)
            yield return new AlertCondition(
                // Once for each training set: with a new one it is over.
                $"retrain/{service.Service}/{reference.OutputHash[..12]}",
                AlertSeverity.Warning,
                $"Service '{service.Service}' should be trained again",
                string.Create(CultureInfo.InvariantCulture, $"What it serves has drifted from {service.Against} for {drifted.Length} buckets of {service.Every}, since {drifted[^1].Start}. {evidence}"),
                OwnerOf(service, state))
            { Node = node, Command = TrainingSet(service.Service, reference, last.Start), IsToldOnce = true };
    }

    private static string TrainingSet(string service, Engine.Monitoring.TrainingSetProfile reference, string start) =>
        $"quern training-set {service} --spine {reference.Spine ?? "LABELS"} --out {service}-{start[..10]}{Path.GetExtension(reference.Output)}";

    private static string? OwnerOf(ServiceDriftShape service, ServingState state) => ObjectiveSubject.Service(service.Service, state)?.Owner;

    private static string? OwnerOf(ViewDriftShape view, ServingState state) => state.Repository.Views.GetValueOrDefault(view.View)?.Definition.Labels.Owner;

    private static string? OwnerOf(SourceDriftShape source, ServingState state) => state.Repository.Definition.Sources.FirstOrDefault(one => one.Name == source.Source)?.Labels.Owner;
}
