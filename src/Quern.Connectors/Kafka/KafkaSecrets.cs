using System.Diagnostics.CodeAnalysis;
using Quern.Connectors.Feeds;

namespace Quern.Connectors.Kafka;

/// <summary>Takes out of texts what nobody may read there: values from the environment, and those of settings that are secrets by their names.</summary>
internal sealed class KafkaSecrets
{
    private static readonly string[] Words = ["password", "secret", "token", "username", "pem", "jaas", "oauthbearer.config", "ssl.key"];
    private readonly string[] _values;

    /// <param name="written">The settings as they were written.</param>
    /// <param name="values">The same with the environment's values.</param>
    public KafkaSecrets(IReadOnlyDictionary<string, string> written, IReadOnlyDictionary<string, string> values) =>
        _values = [.. values.Where(setting => setting.Value.Length > 0 && IsSecret(setting.Key, written[setting.Key])).Select(setting => setting.Value).OrderByDescending(value => value.Length)];

    [return: NotNullIfNotNull(nameof(text))]
    public string? Hide(string? text)
    {
        foreach (var value in _values) text = text?.Replace(value, "***", StringComparison.Ordinal);
        return text;
    }

    private static bool IsSecret(string name, string written) =>
        SettingsVariable.IsIn(written) || Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
