using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quern.Server.Logging;
using Quern.Server.Serving;

namespace Quern.Server.Grpc;

/// <summary>The host of the gRPC door: HTTP/2 and nothing else, on a port of its own, since without TLS a connection cannot say which of the two it speaks.</summary>
internal static class GrpcHost
{
    internal static WebApplication Build(string url, ServerOptions options, ServingStates states)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "Quern" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.BodyLimit + GrpcFrame.PrefixBytes;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Logging.AddProvider(new LineLoggerProvider(options.Log, TimeProvider.System));
        builder.Logging.AddFilter((category, level) => category == ServerHost.LogCategory && level >= LogLevel.Information);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime);
        var app = builder.Build();
        app.Urls.Add(url);
        var transport = new GrpcTransport(new(states, options), options, app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(ServerHost.LogCategory));
        app.Run(transport.InvokeAsync);
        return app;
    }
}
