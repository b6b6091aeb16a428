using Quern.Definitions;
using Quern.Engine.Objectives;
using Quern.Server.Serving;

namespace Quern.Server.Objectives;

/// <summary>Of what an objective is, among what a server serves.</summary>
internal static class ObjectiveSubject
{
    /// <summary>What people say of the service, the view, or the source of the stream; null when there is none of that name.</summary>
    internal static Labels? Find(Objective objective, ServingState state) => objective.Kind switch
    {
        ObjectiveKind.Freshness => state.FindView(objective.Subject)?.Definition.Labels,
        ObjectiveKind.Ingestion => Stream(objective.Subject, state),
        _ => Service(objective.Subject, state),
    };

    /// <summary>What people say of a service; null when there is none of that name.</summary>
    internal static Labels? Service(string service, ServingState state) => state.Repository.Definition.Services.FirstOrDefault(one => one.Name == service)?.Labels;

    /// <summary>What people say of the source that a view reads a stream by; null when none does.</summary>
    internal static Labels? Stream(string stream, ServingState state) => state.Repository.Views.Values.Select(view => view.Definition.Source).FirstOrDefault(source => source.Stream == stream)?.Labels;
}
