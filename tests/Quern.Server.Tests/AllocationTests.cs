using System.Net;
using System.Net.Sockets;
using System.Text;
using Quern.Server.Tests.Streams;
using Quern.Server.Tests.Usage;

namespace Quern.Server.Tests;

/// <summary>A reading of ten values.</summary>
public sealed record Readings(DateTimeOffset At, long Device, double A, double B, double C, double D, double E, double F, double G, double H, double I, double J);

/// <summary>Alone in the process: what others allocate would count.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;

[Collection("alone")]
public sealed class AllocationTests
{
    private const int Requests = 3_000;
    private const int MostBytes = 2_048;

    [Fact]
    public async Task Request_ForFiftyFeaturesOfFiveViews_AllocatesLittle()
    {
        // With all that is done for each read, counting included.
        using var usage = new TempUsage();
        await using var server = await StreamServer.StartAsync(Plans.Of(new Wide()), configure: options => options with { Usage = usage.Ledger, PollInterval = TimeSpan.FromMinutes(10) });
        (await server.PushAsync("""{"at":"2024-05-01T11:00:00Z","device":7,"a":0.1,"b":0.2,"c":0.3,"d":0.4,"e":0.5,"f":0.6,"g":0.7,"h":0.8,"i":0.9,"j":1.1}""", stream: "readings")).Status.ShouldBe(200);
        (await server.ValuesAsync("everything", """{"device":[7]}""", "fifth__j")).ShouldBe("[1.1]");
        using var client = new Caller(new(server.Server.Url), """{"feature_service":"everything","entities":{"device":[7]}}""");
        client.Call(Requests);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        client.Call(Requests);
        ((GC.GetTotalAllocatedBytes(precise: true) - before) / Requests).ShouldBeLessThan(MostBytes);
    }

    /// <summary>A client that allocates nothing.</summary>
    private sealed class Caller : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] _request;
        private readonly byte[] _answer = new byte[64 << 10];

        public Caller(Uri url, string body)
        {
            _socket.Connect(IPAddress.Loopback, url.Port);
            _request = Encoding.UTF8.GetBytes($"POST /get-online-features HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        }

        public void Call(int times)
        {
            for (var i = 0; i < times; i++)
            {
                _socket.Send(_request);
                var length = 0;
                do length += _socket.Receive(_answer.AsSpan(length));
                while (!_answer.AsSpan(0, length).EndsWith("}}"u8));
                _answer.AsSpan().StartsWith("HTTP/1.1 200"u8).ShouldBeTrue();
            }
        }

        public void Dispose() => _socket.Dispose();
    }

    private sealed class Wide : FeatureRepository
    {
        public Entity Device => Entity("device", "Something that measures", "device");

        public Source<Readings> Readings => Stream<Readings>(source => source.EventTime(r => r.At));

        public FeatureView First => Ten("first");

        public FeatureView Second => Ten("second");

        public FeatureView Third => Ten("third");

        public FeatureView Fourth => Ten("fourth");

        public FeatureView Fifth => Ten("fifth");

        public FeatureService Everything => Service(First.As("first"), Second.As("second"), Third.As("third"), Fourth.As("fourth"), Fifth.As("fifth"));

        private FeatureView Ten(string name) => Readings.By(Device, r => r.Device).Latest(r => new { r.A, r.B, r.C, r.D, r.E, r.F, r.G, r.H, r.I, r.J }).Named(name);
    }
}
