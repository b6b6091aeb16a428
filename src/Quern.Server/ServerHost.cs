using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Quern.Server.Gallery;
using Quern.Server.History;
using Quern.Server.Http;
using Quern.Server.Materialization;
using Quern.Server.Objectives;
using Quern.Server.Serving;
using Quern.Server.Telemetry;
using Quern.Server.TrainingSets;
using Quern.Server.Usage;

namespace Quern.Server;

/// <summary>
/// Puts the web host together. The pipeline, from the outside in: spans, error boundary, the hot path, bodies for routing's bare statuses, routing, the gallery for what no route has.
/// </summary>
internal static class ServerHost
{
    internal static WebApplication Build(ServerOptions options, ServingStates states, IServingRegistry registry, out ServedTrainingSets trainingSets)
    {
        var builder = BareHost.Create(options);
        builder.Services.AddSingleton(services => new MaterializationQueue(BareHost.Log(services)));
        builder.Services.AddSingleton(_ => new HistoryReads(options.TrainingSets));
        builder.Services.AddSingleton(_ => new ProcessTelemetry(options.Telemetry, [new ServerMeter(states, options), .. options.Usage is { } ledger ? new[] { new UsageMeter(ledger) } : []]));
        if (options.Levels is { } levels) builder.Services.AddSingleton(services => new LevelSampler(levels, states, options, BareHost.Log(services)));
        if (options.Usage is { } usage) builder.Services.AddSingleton(services => new UsageSampler(usage, states, options.Time, BareHost.Log(services)));
        builder.Services.AddSingleton(services => new TrafficSampler(options.Traffic, BareHost.Log(services)));
        BareHost.AddRouting(builder);
        builder.Services.AddOpenApi("v1", OpenApiText.Describe);
        // Nothing that is answered here is a secret that its length could betray.
        builder.Services.AddResponseCompression(compression => (compression.EnableForHttps, compression.MimeTypes) = (true, ["application/json"]));

        var app = builder.Build();
        app.Urls.Add(options.Url);
        var online = new OnlineFeatures(states, options);
        var log = BareHost.Log(app.Services);
        var boundary = new ErrorBoundary(log);
        trainingSets = new(options.TrainingSets, log);
        app.Services.GetService<LevelSampler>();
        app.Services.GetService<UsageSampler>();
        app.Services.GetRequiredService<TrafficSampler>();
        // Requests that wait for it would hold up the end for as long as it takes.
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<MaterializationQueue>().Stop);
        app.Use(next => context => Spans.InvokeAsync(context, next));
        app.Use(next => context => boundary.InvokeAsync(context, next));
        app.Use(next => context => online.InvokeAsync(context, next));
        // After the hot path: client libraries ask for it unasked, and to compress a vector takes longer than to read and to send it.
        app.UseResponseCompression();
        app.Use(next => context => RouteErrors.InvokeAsync(context, next));
        app.UseRouting();
        app.Use(next => context => GalleryPages.InvokeAsync(context, next));
        Routes.Map(app, online, states, registry.Commits, trainingSets, options, app.Lifetime);
        app.MapOpenApi();
        return app;
    }
}
