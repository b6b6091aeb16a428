namespace Quern.Connectors.Kafka;

/// <summary>The wording of what can go wrong with a topic. No text of a driver goes in that may hold a secret.</summary>
internal static class KafkaFindings
{
    public static Finding Owned(string path, string hint) => new("QRN6102", $"'{path}' is not for settings to say", Hint: hint);

    public static Finding BadSetting(string path, string reason) => new("QRN6106", $"librdkafka does not take '{path}'", reason, "Its settings are listed in its CONFIGURATION.md.");

    public static Finding Unreachable(string topic, string servers, string reason) => new(
        "QRN6110", $"no broker answers for topic '{topic}'", $"Asked: {servers}. {reason}", "It is tried again by itself, and reading goes on where it stopped. If it stays so: is \"servers\" right, and does the broker's security.protocol fit?");

    public static Finding NoTopic(string topic) => new("QRN6111", $"topic '{topic}' does not exist", Hint: "Make it, or correct \"topic\". It is looked for again by itself.");

    public static Finding NotAllowed(string topic, string reason) => new(
        "QRN6112", $"the broker does not let us read topic '{topic}'", reason, "Check \"sasl.*\", \"ssl.*\" and \"security.protocol\" in the feed's settings, and what the user may read: the topic and the group.");

    public static Finding Gone(string part, long from, long to) => new(
        "QRN6113",
        $"'{part}': the messages from {from} to {to - 1} are gone",
        "The broker has removed them before they were read. Reading goes on behind them.",
        "Push them from another copy if there is one, and let the topic keep messages for longer.",
        Severity.Warning);

    public static Finding BeyondEnd(string part, long position, long end) => new(
        "QRN6114",
        $"'{part}' was read up to {position}, but ends at {end}",
        "The topic was made anew, or the broker lost messages. To read on could take events twice.",
        "To read it from its beginning, give the feed another \"group\". If the broker recovers its messages, reading goes on by itself.");

    public static Finding Failed(string topic, string reason) => new("QRN6115", $"topic '{topic}' cannot be read", reason, "It is tried again by itself, and reading goes on where it stopped.");

    public static Finding NoLibrary(string detail) => new(
        "QRN7002", "native library \"rdkafka\" not found", detail, "Run './quern setup kafka', which compiles it in about a minute; or set QUERN_NATIVE to a folder that holds librdkafka 2.15.");
}
