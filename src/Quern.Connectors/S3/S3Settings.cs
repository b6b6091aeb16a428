using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Time;

namespace Quern.Connectors.S3;

/// <summary>How a store that speaks S3 is reached.</summary>
public sealed record S3Settings
{
    /// <summary>The kind of store that these settings are of, as settings name it.</summary>
    public const string Name = "s3";

    /// <summary>Gets where these settings stand, such as <c>storage.s3</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the server; null for that of AWS in <see cref="Region"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets the region, which signatures name too.</summary>
    public string Region { get; init; } = UsualRegion;

    /// <summary>Gets the key's name, or <c>env:NAME</c> or <c>file:PATH</c> for where it is; null to find both as programs of AWS do.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Gets the secret key, or what stands for it. Never to be printed.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Gets what belongs to a key that ends, or what stands for it; null for a key that does not. Never to be printed.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Gets whether the bucket stands in the path of a request, and not in its host.</summary>
    public bool IsPathStyle { get; init; }

    /// <summary>Gets how long one answer, or one part of it, may take. Default: 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(UsualTimeout);

    /// <summary>Gets the pause before the second try; each later one is twice as long. Default: 100 milliseconds.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets how often something is tried.</summary>
    public int Attempts { get; init; } = 7;

    /// <summary>Gets the server as people write it.</summary>
    public string Address => Endpoint?.GetLeftPart(UriPartial.Authority) ?? $"AWS S3 in {Region}";

    private const string UsualRegion = "us-east-1";
    private const int UsualTimeout = 30;

    /// <summary>Reads settings.</summary>
    /// <param name="json">The object.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="findings">Gets what is wrong.</param>
    public static S3Settings Read(JsonElement json, string path, List<Finding> findings)
    {
        var asked = new SettingsObject(json, path, findings);
        var endpoint = asked.Optional("endpoint");
        var region = asked.Optional("region");
        var isInsecure = asked.Flag("insecure");
        var settings = new S3Settings
        {
            Path = path,
            Endpoint = endpoint is null ? null : EndpointOf(endpoint, isInsecure, asked, findings),
            Region = region ?? UsualRegion,
            AccessKey = asked.Optional("accessKey"),
            SecretKey = asked.Optional("secretKey"),
            SessionToken = asked.Optional("sessionToken"),
            IsPathStyle = asked.Flag("pathStyle"),
            Timeout = TimeoutOf(asked, findings),
        };
        asked.End();
        if (endpoint is null && region is null) findings.Add(FeedFindings.Setting(asked.PathOf("region"), "is missing, and so is an endpoint", "Name the region of AWS, such as \"eu-central-1\", or the endpoint of another store."));
        if (settings.AccessKey is null != settings.SecretKey is null)
            findings.Add(FeedFindings.Setting(asked.PathOf(settings.AccessKey is null ? "accessKey" : "secretKey"), "is missing beside the other half of the key", "Name both, as env:NAME or file:PATH, or neither: then both are found as programs of AWS find them."));
        return settings;
    }

    /// <summary>The settings without secrets.</summary>
    public override string ToString() => $"{Name} {Address}";

    private static Uri? EndpointOf(string text, bool isInsecure, SettingsObject asked, List<Finding> findings)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
        {
            findings.Add(FeedFindings.Setting(asked.PathOf("endpoint"), "is no address of a server", "Write \"https://minio.internal:9000\": no path, no bucket, no key."));
            return null;
        }

        if (uri.Scheme == "http" && !uri.IsLoopback && !isInsecure)
            findings.Add(FeedFindings.Setting(asked.PathOf("endpoint"), "is not secure: whoever is on the way can read all objects", "Write https://, or \"insecure\": true where the network is yours."));
        return uri;
    }

    private static TimeSpan TimeoutOf(SettingsObject asked, List<Finding> findings)
    {
        var usual = TimeSpan.FromSeconds(UsualTimeout);
        if (asked.Optional("timeout") is not { } text) return usual;
        if (Duration.TryParse(text, out var timeout) && timeout.Microseconds is >= 1_000_000 and <= 600_000_000) return TimeSpan.FromMicroseconds(timeout.Microseconds);
        findings.Add(FeedFindings.Setting(asked.PathOf("timeout"), "is not a length of time from 1s to 10m", "Write \"30s\"."));
        return usual;
    }
}
