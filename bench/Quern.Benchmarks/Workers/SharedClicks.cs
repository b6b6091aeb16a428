using System.Globalization;
using System.Text;
using System.Text.Json;
using Quern.Benchmarks.Streams;
using Quern.Connectors.Feeds;
using Quern.Connectors.Redis;
using Quern.Connectors.Workers;
using Quern.Engine.Feeds;
using Quern.Engine.Parts;
using Quern.Planning;

namespace Quern.Benchmarks.Workers;

/// <summary>Two views with features over clicks that workers share by user.</summary>
internal sealed class SharedClicks : FeatureRepository
{
    public const string Topic = "clicks";
    public const int Parts = 8;
    public const int Users = 20_000;

    public Entity User => Entity("user", "", "user");

    public Source<Click> Clicks => Stream<Click>(source => source.EventTime(c => c.At));

    public FeatureView UserClicks => Clicks.By(User, c => c.User).Windows("10m", "1h", "1d").Aggregate(w => new { Clicks = w.Count(), Spent = w.Sum(c => c.Price), Dearest = w.Max(c => c.Price) });

    public FeatureView UserTime => Clicks.By(User, c => c.User).Windows("1h", "7d").Aggregate(w => new { Time = w.Sum(c => c.Seconds), Longest = w.Max(c => c.Seconds) });

    public FeatureService Model => Service(UserClicks, UserTime);

    public static Dictionary<string, SharedSettings> Shared { get; } = new() { [Topic] = new() { Path = "workers.clicks", Stream = Topic, Parts = Parts } };

    /// <summary>Gets after how long the group gives up a member that died. When one leaves, the mock lets the others wait for a second less than this besides, which no broker does.</summary>
    public static TimeSpan Session { get; } = TimeSpan.FromSeconds(4);

    public static RepositoryPlan Plan()
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new SharedClicks()), new PlanOptions());
        return plan ?? throw new QuernException(findings);
    }

    public static IReadOnlyDictionary<string, IFeedSource> Feeds(string servers)
    {
        // A broker answers as soon as something comes; the mock waits as long as it may.
        using var json = JsonDocument.Parse($$"""{ "clicks": { "kafka": { "servers": "{{servers}}", "topic": "clicks", "group": "bench", "settings": { "session.timeout.ms": {{Session.TotalMilliseconds}}, "fetch.wait.max.ms": 20 } } } }""");
        var findings = new List<Finding>();
        var feeds = FeedSettings.Read(json.RootElement, findings);
        return findings.Count == 0 ? feeds : throw new QuernException(findings);
    }

    public static RedisSettings Redis(int port) => new() { Path = "online.redis", Host = "127.0.0.1", Port = port, Prefix = "bench", Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>A click of a user now, as a message, and its partition.</summary>
    public static (int Part, byte[] Key, byte[] Value) Click(SharedStream stream, long user, long number)
    {
        var text = user.ToString(CultureInfo.InvariantCulture);
        var value = string.Create(CultureInfo.InvariantCulture, $$"""{"at":"{{DateTime.UtcNow:O}}","user":{{user}},"item":{{number % 5_000}},"shop":{{number % 100}},"price":{{number % 10_000 / 100.0}},"seconds":{{number % 300}}}""");
        return (stream.PartOf(Quern.Values.RowKey.Of(Quern.Values.Value.Of(user)).Bytes.Span), Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(value));
    }
}
