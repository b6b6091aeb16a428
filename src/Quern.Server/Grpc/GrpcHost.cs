using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Quern.Server.Serving;

namespace Quern.Server.Grpc;

/// <summary>The host of the gRPC door: HTTP/2 and nothing else, on a port of its own, since without TLS a connection cannot say which of the two it speaks.</summary>
internal static class GrpcHost
{
    internal static WebApplication Build(string url, ServerOptions options, ServingStates states)
    {
        var builder = BareHost.Create(options);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = options.BodyLimit + GrpcFrame.PrefixBytes;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        app.Urls.Add(url);
        var transport = new GrpcTransport(new(states, options), options, BareHost.Log(app.Services));
        app.Run(transport.InvokeAsync);
        return app;
    }
}
