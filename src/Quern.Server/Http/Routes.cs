using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quern.Engine.Registry;
using Quern.Protocol.Online;
using Quern.Protocol.Registry;
using Quern.Server.Alerts;
using Quern.Server.Audits;
using Quern.Server.Drift;
using Quern.Server.History;
using Quern.Server.Http.Registry;
using Quern.Server.Http.Status;
using Quern.Server.Http.Streams;
using Quern.Server.Http.TrainingSets;
using Quern.Server.Http.Vectors;
using Quern.Server.Materialization;
using Quern.Server.Objectives;
using Quern.Server.Served;
using Quern.Server.Serving;
using Quern.Server.Telemetry;
using Quern.Server.TrainingSets;
using Quern.Server.Usage;

namespace Quern.Server.Http;

/// <summary>The routes, as OpenAPI describes them.</summary>
internal static class Routes
{
    internal static void Map(IEndpointRouteBuilder app, OnlineFeatures online, ServingStates states, IRegistryStore? commits, ServedTrainingSets trainingSets, ServerOptions options, IHostApplicationLifetime lifetime)
    {
        app.MapPost(OnlineFeatures.Route, (Delegate)((HttpContext context) => online.HandleAsync(context)))
            .WithName("getOnlineFeatures").WithTags("Serving").WithSummary("Feature vectors for some entities, now, in Feast's shape")
            .WithMetadata(new AcceptsJson(typeof(OnlineRequestShape)))
            .Produces<OnlineAnswerShape>().Produces<string>(404).Produces(413).Produces(422).Produces(409);

        HealthRoute.Map(app, () => states.IsReady, lifetime);

        app.MapGet("/v1/registry", (Delegate)((HttpContext context) => RegistryRoutes.GetRegistry(context, states)))
            .WithName("getRegistry").WithTags("Registry").WithSummary("Everything that the project defines").Produces<RegistrySnapshot>().Produces(503);

        app.MapGet("/v1/services/{name}", (string name, HttpContext context) => RegistryRoutes.GetService(name, context, states))
            .WithName("getService").WithTags("Registry").WithSummary("What a service needs and gives").Produces<ServiceShape>().Produces(404).Produces(503);

        MetricsRoute.Map(app, app.ServiceProvider.GetRequiredService<ProcessTelemetry>());
        LogRoutes.Map(app, options);
        AuditRoutes.Map(app, options);
        ObjectiveRoutes.Map(app, options);
        DriftRoutes.Map(app, options);
        AlertRoutes.Map(app, options);
        UsageRoutes.Map(app, states, options);
        VectorRoutes.Map(app, states, app.ServiceProvider.GetRequiredService<HistoryReads>(), options);
        StreamRoutes.Map(app, states, options, lifetime);
        TrainingSetRoutes.Map(app, states, trainingSets);
        var queue = app.ServiceProvider.GetRequiredService<MaterializationQueue>();
        MaterializationRoutes.Map(app, new(states, options, queue));
        HistoryRoutes.Map(app, states, commits, options);
        SourceRoutes.Map(app, states);
        StatusRoutes.Map(app, new(states, queue, trainingSets, options), lifetime);
        ClockRoutes.Map(app, options);
    }
}
