using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Quern.Connectors.S3;
using Quern.Engine.Objects;
using Quern.Testing.Kits;

namespace Quern.Connectors.Tests.S3;

/// <summary>The adapter passes the kit on a server of another make: moto, a program for tests of AWS's clients, where the machine has it; with QUERN_FULL=1.</summary>
public sealed class OtherServerTests(OtherServer server) : IClassFixture<OtherServer>
{
    public static TheoryData<string> Cases => [.. ObjectStoreKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void S3_passes_the_kit_on_another_server(string name)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("QUERN_FULL") is null, "long: QUERN_FULL=1 runs it");
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        new ObjectStoreKit(() => new Place(server.Settings)).Run(name);
    }

    private sealed class Place : IObjectStorePlace
    {
        private readonly string _bucket = $"kit-{Guid.NewGuid():n}";
        private readonly S3Objects _objects;

        public Place(S3Settings settings)
        {
            _objects = new(settings);
            using var client = new AmazonS3Client(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), new AmazonS3Config { ServiceURL = settings.Endpoint!.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = settings.Region });
            client.PutBucketAsync(_bucket).GetAwaiter().GetResult();
        }

        public IObjectStore Open() => _objects.Open(_bucket);

        public void Dispose() => _objects.Dispose();
    }
}

/// <summary>moto as a server of its own, on a free port of this machine.</summary>
public sealed class OtherServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process? _process;

    public OtherServer()
    {
        if (Environment.GetEnvironmentVariable("QUERN_FULL") is null) return;
        if ((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "moto_server")).FirstOrDefault(File.Exists) is not { } program)
        {
            Missing = "moto_server is not installed";
            return;
        }

        var port = FreePort.Find();
        Settings = Settings with { Endpoint = new($"http://127.0.0.1:{port}") };
        var start = new ProcessStartInfo(program, ["-H", "127.0.0.1", "-p", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient();
        var since = Stopwatch.StartNew();
        while (!Answers(client))
            if (_process.HasExited || since.Elapsed > Patience)
            {
                Missing = "moto_server does not start here";
                return;
            }
    }

    /// <summary>Gets why there is no server; null when there is one.</summary>
    public string? Missing { get; }

    public S3Settings Settings { get; } = new() { Path = "storage.s3", AccessKey = "quern", SecretKey = "secret", IsPathStyle = true };

    public void Dispose()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private bool Answers(HttpClient client)
    {
        try
        {
            using var answer = client.GetAsync(Settings.Endpoint).GetAwaiter().GetResult();
            return true;
        }
        catch (HttpRequestException)
        {
            Thread.Sleep(50);
            return false;
        }
    }
}
