using System.Text.RegularExpressions;
using Confluent.Kafka;
using Quern.Connectors.Feeds;

namespace Quern.Connectors.Kafka;

/// <summary>Makes librdkafka's configuration of a topic's settings, and checks it.</summary>
internal static partial class KafkaConfig
{
    /// <summary>The settings with the environment's values; findings for those that are not set.</summary>
    public static Dictionary<string, string> Resolve(KafkaSettings settings, List<Finding> findings)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, written) in settings.Settings)
            if (SettingsVariable.Resolve(written, $"{settings.Path}.settings.{name}", findings) is { } value)
                values[name] = value;
        return values;
    }

    public static Dictionary<string, string> Of(KafkaSettings settings, IReadOnlyDictionary<string, string> values) => new(values)
    {
        ["bootstrap.servers"] = settings.Servers,
        ["group.id"] = settings.Group,
        // What is durable is stored, and told to Kafka in the background; for other tools, for the stream's own position wins.
        ["enable.auto.commit"] = "true",
        ["enable.auto.offset.store"] = "false",
        // Reading begins where it is told to. Where that cannot be, nothing may be passed over or read twice in silence.
        ["auto.offset.reset"] = "error",
        ["enable.partition.eof"] = "true",
        ["allow.auto.create.topics"] = "false",
    };

    /// <summary>Everything that librdkafka has against the settings: it tells one thing at a time, so what it names is left out and it is asked again.</summary>
    public static void Check(KafkaSettings settings, Dictionary<string, string> values, List<Finding> findings)
    {
        var secrets = new KafkaSecrets(settings.Settings, values);
        var left = new Dictionary<string, string>(values);
        while (Complaint(Of(settings, left)) is { } complaint)
        {
            var name = Quoted().Matches(complaint).Select(match => match.Groups[1].Value).FirstOrDefault(left.ContainsKey);
            findings.Add(KafkaFindings.BadSetting(name is null ? settings.Path : $"{settings.Path}.settings.{name}", secrets.Hide(complaint)));
            if (name is null) return;
            left.Remove(name);
        }
    }

    private static string? Complaint(Dictionary<string, string> config)
    {
        try
        {
            new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build().Dispose();
            return null;
        }
        catch (Exception e) when (e is KafkaException or InvalidOperationException or ArgumentException)
        {
            return e.Message;
        }
    }

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
