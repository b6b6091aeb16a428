using Quern.Connectors.Feeds;

namespace Quern.Cli.Projects;

/// <summary>What the settings say of a webhook: an address and headers. A text <c>env:NAME</c> is the environment's, so that no secret lies in a file.</summary>
/// <param name="Path">Where the object with it stands, such as <c>triggers[0]</c>.</param>
/// <param name="Url">The address.</param>
/// <param name="Headers">Headers of each call.</param>
internal sealed record WebhookSettings(string Path, string Url, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The webhook, with what the environment has; null, with findings, when a variable is not set or the address is none.</summary>
    public (Uri Url, IReadOnlyDictionary<string, string> Headers)? Resolve(List<Finding> findings)
    {
        var headers = Headers.ToDictionary(header => header.Key, header => SettingsVariable.Resolve(header.Value, $"{Path}.headers.{header.Key}", findings) ?? "");
        return Address(Url, $"{Path}.webhook", ["http", "https"], "https://host/path", findings) is { } url ? (url, headers) : null;
    }

    /// <summary>An address, with what the environment has; null, with a finding, when a variable is not set or it is none.</summary>
    /// <param name="text">The address, or <c>env:NAME</c>.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="schemes">With which schemes it may begin.</param>
    /// <param name="example">How it is written.</param>
    /// <param name="findings">Gets what is wrong.</param>
    public static Uri? Address(string text, string path, string[] schemes, string example, List<Finding> findings)
    {
        if (SettingsVariable.Resolve(text, path, findings) is not { } address) return null;
        if (Uri.TryCreate(address, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) && url.Host.Length > 0) return url;
        findings.Add(new("QRN6101", $"'{path}' is no address", Hint: $"Write it as {example}, or as env:NAME."));
        return null;
    }
}
