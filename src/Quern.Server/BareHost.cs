using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quern.Server.Logging;

namespace Quern.Server;

/// <summary>What the hosts of all doors start from: Kestrel and nothing else. No settings file and no environment variable changes it, so that the options are all there is to know.</summary>
internal static class BareHost
{
    private const int SlowestBytesPerSecond = 240;
    private const string LogCategory = "Quern";

    internal static WebApplicationBuilder Create(ServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "Quern" });
        if (options.Tls is { } tls) builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Secure(kestrel, new(tls, Log(kestrel.ApplicationServices))));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.BodyLimit;
            // Who sends a byte now and then keeps a connection, and no longer than this.
            kestrel.Limits.RequestHeadersTimeout = options.SlowClientTime;
            kestrel.Limits.MinRequestBodyDataRate = new(SlowestBytesPerSecond, options.SlowClientTime);
        });
        builder.Logging.AddProvider(new LineLoggerProvider(options.Log, TimeProvider.System));
        // Only what Quern itself says; the hot path must not pay for the framework's diagnostics.
        builder.Logging.AddFilter((category, level) => category == LogCategory && level >= LogLevel.Information);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime);
        return builder;
    }

    // Kestrel asks for a certificate before anybody connects; each connection is given what its files hold then.
    private static void Secure(KestrelServerOptions kestrel, TlsCertificate certificate) => kestrel.ConfigureHttpsDefaults(https =>
    {
        https.ServerCertificate = certificate.Current.TargetCertificate;
        https.OnAuthenticate = (_, ssl) => ssl.ServerCertificateContext = certificate.Current;
    });

    /// <summary>The log of what Quern itself says.</summary>
    internal static ILogger Log(IServiceProvider services) => services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory);
}
