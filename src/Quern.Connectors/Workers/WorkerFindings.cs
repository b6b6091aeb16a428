using Quern.Connectors.Redis;

namespace Quern.Connectors.Workers;

/// <summary>The wording of what can go wrong with streams that workers share.</summary>
public static class WorkerFindings
{
    internal const string LetGoCode = "QRN6437";
    private const string TableCode = "QRN6443";

    /// <summary>There is no work for a worker.</summary>
    public static Finding NothingShared(string file) => new(
        "QRN6440", $"'{file}' shares no stream between workers", null, "Write \"workers\": { \"STREAM\": { \"parts\": 8 } } for a stream that a topic feeds. Without it 'quern serve' takes its events.");

    internal static Finding NoRedis(string path) => new(
        "QRN6431", $"'{path}' needs online state in Redis", "Workers and servers are processes of their own, on any machines: what one writes the others read there.", "Write \"online\": { \"redis\": { \"server\": \"127.0.0.1:6379\" } }.");

    internal static Finding NoTopic(string path, string stream) => new(
        "QRN6431", $"'{path}' needs a topic that feeds stream '{stream}'", "Workers share the partitions of a topic of Kafka.", $"Write \"streams\": {{ \"{stream}\": {{ \"kafka\": {{ … }} }} }}.");

    internal static Finding StaticMember(string path) => new(
        "QRN6431", $"'{path}' would be the same for all workers", "Members of a group with one instance id throw each other out.", "Leave \"group.instance.id\" out.");

    internal static Finding OtherPartitions(string topic, int actual, SharedSettings settings) => new(
        "QRN6432",
        $"topic '{topic}' has {actual} {(actual == 1 ? "partition" : "partitions")}, and '{settings.Path}.parts' says {settings.Parts}",
        "In which part an entity is depends on their number: with another one reads would look for it where it is not.",
        actual > settings.Parts
            ? "Partitions that are added move entities. Make a new topic with the number that is wanted, another \"group\", and another \"prefix\" in Redis; workers fill it from the beginning."
            : $"Write \"parts\": {actual}.");

    internal static Finding OtherShape(RedisSettings redis, SharedSettings settings, string actual) => new(
        "QRN6433",
        $"stream '{settings.Stream}' is kept in Redis at '{redis.Address}' as '{actual}', and '{settings.Path}' says '{settings.Shape}'",
        "These are the number of parts, the partitioner and the form of keys: with others reads would look for an entity where it is not.",
        $"Write what is kept; or give the state another {redis.Path}.prefix and the feed another \"group\", and workers fill it from the beginning of the topic.");

    /// <summary>A view that cannot be in parts.</summary>
    internal static Finding View(string view, string stream, string problem, string hint) => new("QRN6434", $"view '{view}' over shared stream '{stream}' {problem}", "Workers keep each entity in the part that the key of its messages says, and nowhere else.", hint);

    /// <summary>Nobody but workers takes events of a shared stream.</summary>
    public static Finding Produce(string stream, string source) => new(
        "QRN6435", $"events of stream '{stream}' are taken by workers alone", $"They come from {source}, whose partitions workers share.", $"Produce them to {source}, with the entity as the message's key.");

    /// <summary>What is done to the state of a view that workers keep.</summary>
    public static Finding Kept(string view, string stream, string what) => new(
        "QRN6436", $"view '{view}' cannot be {what}: workers keep its state", $"It is over stream '{stream}', which \"{SharedSettings.Name}\" says is shared.", "Its state is made of the stream's log by whoever has the part; nothing need be done to it.");

    /// <summary>Two ways to divide a project at once.</summary>
    public static Finding WithShards() => new(
        "QRN6442", $"\"{SharedSettings.Name}\" and \"shards\" cannot stand together", "A shard's server follows the log of one process, and a shared stream has a log for each of its parts.", "Leave one of them out. Any number of servers may read what workers write, so a heavy service may have servers of its own as it is.");

    internal static Finding LetGo(string part, Finding cause) => new(
        LetGoCode,
        $"part '{part}' was let go: {cause.Message}",
        cause.Code == "QRN6410" ? "This worker was held up for longer than its lease, so another one may have the part. Nothing of what it had in hand was written." : $"{cause.Code}. {cause.Detail}".TrimEnd(' ', '.') + ".",
        "It joins the group again by itself; whoever has the part goes on where the part stands.");

    internal static Finding TableNotWritten(string stream, Finding cause) => new(
        TableCode,
        $"the table of stream '{stream}' cannot be written now: {cause.Message}",
        cause.Code == TableCode ? cause.Detail : $"{cause.Code}. {cause.Detail}".TrimEnd(' ', '.') + ".",
        $"Events are taken all the same, and the logs keep them for it; it is tried again. {cause.Hint}".TrimEnd(),
        Severity.Warning);

    internal static Finding TableGivenUp(TimeSpan patience) => new(
        TableCode, $"the worker ends, and what came last was not written within {patience.TotalSeconds:0} s", "Nothing is lost: it is in the logs.", "Whoever has the parts next writes it.", Severity.Warning);

    internal static Finding TableFailed(string place, string reason) => new(TableCode, $"'{place}' cannot be written", reason, Severity: Severity.Warning);

    internal static Finding Busy(string part, TimeSpan waited) => new(
        "QRN6438", $"part '{part}' is still held by another worker after {waited.TotalSeconds:0} s", "The group gave it to this worker, but the other one goes on writing it.", "It is tried again by itself. If it stays so, two groups work on one state: give all workers the same \"group\".");

    /// <summary>A clock that differs too much from the one of Redis.</summary>
    /// <param name="server">The server, as people write it.</param>
    /// <param name="ahead">How far this machine's clock is ahead of the server's.</param>
    public static Finding Clock(string server, TimeSpan ahead) => new(
        "QRN6439",
        $"this machine's clock is {Math.Abs(ahead.TotalSeconds):0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} that of Redis at '{server}'",
        "When an event was known, whether it is late and whether it lies in the future would depend on which worker has its part.",
        "Set the clocks by NTP. The worker takes parts when they agree.");
}
