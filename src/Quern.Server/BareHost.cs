using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
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

    /// <summary>Routes, and shapes whose members are in lower case.</summary>
    internal static void AddRouting(WebApplicationBuilder builder)
    {
        builder.Services.AddRoutingCore();
        // Strict, so that the description tells of numbers as numbers.
        builder.Services.ConfigureHttpJsonOptions(json => (json.SerializerOptions.PropertyNamingPolicy, json.SerializerOptions.NumberHandling) = (JsonNamingPolicy.SnakeCaseLower, JsonNumberHandling.Strict));
    }

    /// <summary>Refuses certificates without an address that needs them, and the other way round.</summary>
    /// <exception cref="QuernException">It is so.</exception>
    internal static void CheckTls(TlsFiles? tls, params string?[] urls)
    {
        string[] secure = [.. urls.OfType<string>().Where(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))];
        if (tls is null && secure is [var url, ..]) throw new QuernException(ServerFindings.NoCertificate(url));
        if (tls is not null && secure.Length == 0) throw new QuernException(ServerFindings.NoUseForCertificate());
    }

    /// <summary>Where a host that listens does so, with the port that it got.</summary>
    internal static string AddressOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts a host.</summary>
    /// <exception cref="QuernException">It cannot listen there.</exception>
    internal static async Task ListenAsync(WebApplication app, string url, string option, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            throw new QuernException(ServerFindings.CannotListen(url, option, e.Message), e);
        }
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
