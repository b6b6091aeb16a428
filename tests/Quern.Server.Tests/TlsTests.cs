using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Quern.Server.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-tls-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Server_WithACertificate_SpeaksHttp1AndHttp2(int version)
    {
        var (certificate, key) = Certificate("localhost");
        await using var server = await RunningServer.StartAsync(options => options with { Url = "https://127.0.0.1:0", Tls = new(certificate, key) });
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, given, _, _) => given!.Subject == "CN=localhost" };
        using var client = new HttpClient(handler) { DefaultRequestVersion = new(version, version == 1 ? 1 : 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await client.PostAsync($"{server.Url}/get-online-features", new StringContent("""{"feature_service":"airports","entities":{"iata":["ORD"]}}""", Encoding.UTF8), TestContext.Current.CancellationToken);
        (response.StatusCode, response.Version.Major).ShouldBe((HttpStatusCode.OK, version));
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("PRESENT");
    }

    [Fact]
    public async Task CertificateThatIsReplaced_IsForNewConnections_AndABrokenOneForNone()
    {
        var (certificate, key) = Certificate("first");
        await using var server = await RunningServer.StartAsync(options => options with { Url = "https://127.0.0.1:0", Tls = new(certificate, key) });
        (await SubjectAsync(server)).ShouldBe("CN=first");

        // A certificate whose key is yet to come, then both.
        var (other, otherKey) = Certificate("second");
        File.Copy(other, certificate, overwrite: true);
        (await SubjectAsync(server)).ShouldBe("CN=first");
        (await SubjectAsync(server)).ShouldBe("CN=first");
        Lines(server.Log, "the certificate stays as it was").ShouldHaveSingleItem().ShouldContain("QRN5154");
        File.Copy(otherKey, key, overwrite: true);
        (await SubjectAsync(server)).ShouldBe("CN=second");
        Lines(server.Log, "has been replaced").ShouldHaveSingleItem();

        foreach (var broken in (string[])["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
        {
            await File.WriteAllTextAsync(certificate, broken, TestContext.Current.CancellationToken);
            (await SubjectAsync(server)).ShouldBe("CN=second");
        }

        File.Delete(certificate);
        (await SubjectAsync(server)).ShouldBe("CN=second");
        Lines(server.Log, "QRN5154").Count.ShouldBe(4);
    }

    [Fact]
    public async Task Addresses_AndCertificates_MustFit()
    {
        var (certificate, key) = Certificate("localhost");
        (await RefusedAsync("https://127.0.0.1:0", null)).ShouldStartWith("error QRN5153: 'https://127.0.0.1:0' asks for TLS, and there is no certificate.");
        (await RefusedAsync("http://127.0.0.1:0", new(certificate, key))).ShouldStartWith("error QRN5153: A certificate is given, and no address asks for TLS.");
        var (_, other) = Certificate("elsewhere");
        (await RefusedAsync("https://127.0.0.1:0", new(certificate, other))).ShouldStartWith($"error QRN5154: The certificate '{certificate}' with the key '{other}' cannot be used.");
        (await RefusedAsync("https://127.0.0.1:0", new(certificate, null))).ShouldStartWith($"error QRN5154: The certificate '{certificate}' cannot be used.");
        (await RefusedAsync("https://127.0.0.1:0", new(Path.Combine(_folder.FullName, "none.pem"), key))).ShouldContain("QRN5154");
    }

    // Of a connection of its own.
    private static async Task<string> SubjectAsync(RunningServer server)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.Url).Port, TestContext.Current.CancellationToken);
        await using var stream = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("localhost");
        return stream.RemoteCertificate!.Subject;
    }

    private static List<string> Lines(ServerLog log, string part) => [.. log.ToString().Split('\n').Where(line => line.Contains(part, StringComparison.Ordinal))];

    private static async Task<string> RefusedAsync(string url, TlsFiles? tls)
    {
        var refused = await Should.ThrowAsync<QuernException>(async () => await (await RunningServer.StartAsync(options => options with { Url = url, Tls = tls })).DisposeAsync());
        return refused.Findings.ShouldHaveSingleItem().ToString();
    }

    private (string Certificate, string Key) Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificate, secret) = (Path.Combine(_folder.FullName, $"{name}.crt"), Path.Combine(_folder.FullName, $"{name}.key"));
        File.WriteAllText(certificate, made.ExportCertificatePem());
        File.WriteAllText(secret, key.ExportPkcs8PrivateKeyPem());
        return (certificate, secret);
    }
}
