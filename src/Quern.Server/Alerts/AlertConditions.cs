using System.Globalization;
using Quern.Connectors.Feeds;
using Quern.Engine.Alerts;
using Quern.Engine.Objectives;
using Quern.Planning;
using Quern.Server.Drift;
using Quern.Server.Objectives;
using Quern.Server.Serving;

namespace Quern.Server.Alerts;

/// <summary>What is wrong with a server now: objectives that burn, feeds that cannot read, views that are paused, data that are not as they were, audits that cannot be made, counts that cannot be kept.</summary>
internal sealed class AlertConditions(ServerOptions options)
{
    private readonly DriftConditions? _drift = options.Drift is { } watches ? new(watches) : null;
    private (string Version, RootCauses Causes)? _causes;

    /// <summary>All that is wrong, each told of with what it follows from.</summary>
    internal IReadOnlyList<AlertCondition> Of(ServingState state)
    {
        if (_causes?.Version != state.Version) _causes = (state.Version, new(Lineage.Of(state.Repository)));
        return _causes.Value.Causes.Fold(All(state));
    }

    private IReadOnlyList<AlertCondition> All(ServingState state) =>
    [
        .. (options.Levels?.Reports ?? []).Where(report => report.Burning is not null).Select(report => Burning(report, state)),
        .. state.Feeds.Where(feed => feed is { State: FeedState.Waiting, LastError: not null }).Select(feed => new AlertCondition(
            $"feed/{feed.Stream}", AlertSeverity.Critical, $"Feed '{feed.Stream}' cannot read {feed.Kind} {feed.Name}", feed.LastError!.ToString(), ObjectiveSubject.Stream(feed.Stream, state)?.Owner) { Node = NodeOfStream(feed.Stream, state) }),
        .. state.Pauses.Values.Where(pause => state.Repository.Views.ContainsKey(pause.View)).Select(pause => new AlertCondition(
            $"pause/{pause.View}", AlertSeverity.Warning, $"View '{pause.View}' is paused", $"Since {pause.Since}: {pause.Reason}. Reads go on with its last good values; 'quern resume {pause.View}' goes on.", state.Repository.Views[pause.View].Definition.Labels.Owner) { Node = new(LineageKind.View, pause.View), Command = $"quern resume {pause.View}" }),
        .. _drift?.Of(state) ?? [],
        .. (options.Audits?.Found ?? []).Where(found => found.Trouble is not null).Select(found => new AlertCondition(
            $"audit/{found.Service}", AlertSeverity.Warning, $"What service '{found.Service}' serves cannot be audited", found.Trouble!.ToString(), ObjectiveSubject.Service(found.Service, state)?.Owner)),
        .. options.Levels?.Trouble is { } trouble ? [new AlertCondition("objectives", AlertSeverity.Warning, "Counts of service levels are not kept", trouble.ToString(), null)] : Array.Empty<AlertCondition>(),
    ];

    private static AlertCondition Burning(ObjectiveReport report, ServingState state)
    {
        var (objective, burn) = (report.Objective, report.Burning!);
        return new(
            $"objective/{objective.Name}/{burn.Name}",
            burn.Name == BurnRate.Fast ? AlertSeverity.Critical : AlertSeverity.Warning,
            string.Create(CultureInfo.InvariantCulture, $"Objective '{objective.Name}' ({objective.Kind.ToString().ToLowerInvariant()} of {objective.Subject}) uses up what may fail {burn.Rate:0.#} times too fast"),
            string.Create(CultureInfo.InvariantCulture, $"{report.BudgetLeft:0 %} of the error budget of four weeks is left; {report.All - report.Good:N0} of {report.All:N0} failed, promised {objective.Target:0.#### %}."),
            ObjectiveSubject.Find(objective, state)?.Owner)
        { Node = NodeOf(objective, state) };
    }

    // Slow answers and errors are not about data.
    private static LineageNode? NodeOf(Objective objective, ServingState state) => objective.Kind switch
    {
        ObjectiveKind.Freshness => state.FindView(objective.Subject) is { } view ? new(LineageKind.View, view.Reference) : null,
        ObjectiveKind.Ingestion => NodeOfStream(objective.Subject, state),
        ObjectiveKind.Skew => new(LineageKind.Service, objective.Subject),
        _ => null,
    };

    private static LineageNode? NodeOfStream(string stream, ServingState state) =>
        state.Repository.Definition.Sources.FirstOrDefault(source => source.Stream == stream) is { } source ? new(LineageKind.Source, source.Name) : null;
}
