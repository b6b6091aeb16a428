using System.Text.Json;
using Quern.Engine.Feeds;
using Quern.Testing.Kits;

namespace Quern.Connectors.Tests.Kafka;

/// <summary>Topics do what the port of feeds promises.</summary>
public sealed class KafkaKitTests
{

    // The mock gives members a second less than their session to join again, and those that write must have time for it. A member that is alone waits as long for nobody, so that other cases have less.
    private const int PatientSession = 2500;
    private const int Session = 1200;
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("QUERN_FULL") is not null;

    // With the mock, two members may wait for each other for minutes now and then.
    public static TheoryData<string> Cases => [.. FeedSourceKit.Names.Where(name => IsFull || name != FeedSourceKit.Race)];

    [Theory, MemberData(nameof(Cases))]
    public void Topic_PassesTheKit(string name) => new FeedSourceKit(() => new Place(name == FeedSourceKit.Race ? PatientSession : Session), TimeProvider.System) { Seeds = IsFull ? 20 : 1 }.Run(name);

    private sealed class Place : IFeedSourcePlace
    {
        private const string Topic = "events";
        private readonly MockBroker _broker = new();
        private readonly int _session;

        public Place(int session)
        {
            _session = session;
            _broker.Create(Topic, Parts);
        }

        public IFeedSource Source => KafkaSource.Of(_broker, topic: Topic, session: _session);

        public IFeedSource Missing => KafkaSource.Of(_broker, topic: "nothing", session: _session);

        public int Parts => 3;

        public void Write(int part, IReadOnlyList<KitEvent> events) => _broker.Send(Topic, part, events.Select(Json));

        public bool WriteUnreadable(int part) => Send(part, "no event");

        public bool WriteEmpty(int part) => Send(part, null);

        // One by one, for the mock keeps or forgets what was sent together.
        public bool Lose(int part, IReadOnlyList<KitEvent> events)
        {
            foreach (var e in events) Write(part, [e]);
            _broker.Forget(Topic, part, _broker.End(Topic, part));
            return true;
        }

        public IDisposable Away() => new Outage(_broker);

        public string Inventory() => _broker.Inventory();

        public void Dispose() => _broker.Dispose();

        private static string Json(KitEvent e) => JsonSerializer.Serialize(new { at = e.At, key = e.Key, whole = e.Whole, real = e.Real, flag = e.Flag, text = e.Text });

        private bool Send(int part, string? value)
        {
            _broker.Send(Topic, part, value);
            return true;
        }
    }

    private sealed class Outage : IDisposable
    {
        private readonly MockBroker _broker;

        public Outage(MockBroker broker)
        {
            _broker = broker;
            _broker.Down();
        }

        public void Dispose() => _broker.Up();
    }
}
