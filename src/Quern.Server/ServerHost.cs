using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quern.Server.History;
using Quern.Server.Http;
using Quern.Server.Logging;
using Quern.Server.Materialization;
using Quern.Server.Serving;
using Quern.Server.TrainingSets;

namespace Quern.Server;

/// <summary>
/// Puts the web host together from nothing: no settings file and no environment variable changes it, so that the options are all there is to know. The pipeline, from the
/// outside in: error boundary, the hot path, bodies for routing's bare statuses, routing.
/// </summary>
internal static class ServerHost
{
    internal const string LogCategory = "Quern";

    internal static WebApplication Build(ServerOptions options, ServingStates states, out ServedTrainingSets trainingSets)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "Quern" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.BodyLimit;
        });
        builder.Logging.AddProvider(new LineLoggerProvider(options.Log, TimeProvider.System));
        // Only what Quern itself says; the hot path must not pay for the framework's diagnostics.
        builder.Logging.AddFilter((category, level) => category == LogCategory && level >= LogLevel.Information);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime);
        builder.Services.AddSingleton(services => new MaterializationQueue(services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory)));
        builder.Services.AddSingleton(_ => new HistoryReads(options.TrainingSets));
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        builder.Services.AddOpenApi("v1", OpenApiText.Describe);

        var app = builder.Build();
        app.Urls.Add(options.Url);
        var online = new OnlineFeatures(states, options);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory);
        var boundary = new ErrorBoundary(log);
        trainingSets = new(options.TrainingSets, log);
        // Requests that wait for it would hold up the end for as long as it takes.
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<MaterializationQueue>().Stop);
        app.Use(next => context => boundary.InvokeAsync(context, next));
        app.Use(next => context => online.InvokeAsync(context, next));
        app.Use(next => context => RouteErrors.InvokeAsync(context, next));
        app.UseRouting();
        Routes.Map(app, online, states, trainingSets, options, app.Lifetime);
        app.MapOpenApi();
        return app;
    }
}
