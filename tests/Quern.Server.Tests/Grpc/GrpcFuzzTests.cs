using Google.Protobuf;
using Quern.Protocol.Grpc.Wire;
using Quern.Server.Tests.Fuzz;
using Quern.Server.Tests.Streams;

namespace Quern.Server.Tests.Grpc;

/// <summary>No bytes, however odd, are a fault of the server, hang, or are left without a status.</summary>
public sealed class GrpcFuzzTests
{
    private const int Seed = 20240501;
    private const int Internal = 13;

    [Theory]
    [InlineData(GrpcCaller.Serving + "GetOnlineFeatures", false)]
    [InlineData(GrpcCaller.Serving + "GetOnlineFeatures", true)]
    [InlineData("/grpc.health.v1.Health/Check", true)]
    public async Task Bytes_AreTakenOrRefused(string method, bool isWhole)
    {
        await using var server = await StreamServer.StartAsync(ShopFeatures.First, configure: options => options with { GrpcUrl = "http://127.0.0.1:0" });
        using var caller = new GrpcCaller(server.Server.GrpcUrl!);
        var random = new Random(Seed);
        var statuses = new SortedDictionary<int, int>();
        for (var round = 0; round < BodyMutator.Rounds; round++)
        {
            // Whole frames reach what is behind the framing; broken ones test that.
            var message = Mutate(random, Sample(random));
            var body = isWhole ? GrpcCaller.Frame(message) : Mutate(random, GrpcCaller.Frame(message));
            var reply = await caller.SendAsync(method, body);
            var said = $"seed {Seed}, round {round}: {Convert.ToHexString(body)} gave {reply.Http} {reply.Status} {reply.Message}";
            reply.Http.ShouldBe(200, said);
            reply.Status.ShouldNotBeNull(said);
            reply.Status.Value.ShouldNotBe(Internal, said);
            statuses[reply.Status.Value] = statuses.GetValueOrDefault(reply.Status.Value) + 1;
        }

        // Both happened, or the mutations are of no use.
        statuses.Keys.ShouldContain(0);
        statuses.Keys.ShouldContain(3);
    }

    private static byte[] Sample(Random random) => random.Next(3) switch
    {
        0 => new GetOnlineFeaturesRequest
        {
            Features = new() { Val = { "spending:spent_1h", "last_sale@v1:shop" } }, FullFeatureNames = true, IncludeFeatureViewVersionMetadata = true,
            Entities = { ["customer"] = new() { Val = { new Value { StringVal = "ann" }, new Value { Int64Val = 7 }, new Value { DoubleVal = 7.5 }, new Value() } } },
        }.ToByteArray(),
        1 => new GetOnlineFeaturesRequest
        {
            FeatureService = "checkout", Entities = { ["customer"] = new() { Val = { new Value { StringVal = "ann" } } } },
            RequestContext = { ["more"] = new() { Val = { new Value { ListVal = new() { Val = { new Value { MapVal = new() } } } }, new Value { FloatListVal = new() { Val = { 1, float.NaN } } } } } },
        }.ToByteArray(),
        _ => [],
    };

    private static byte[] Mutate(Random random, byte[] sample)
    {
        var bytes = sample.ToList();
        for (var changes = random.Next(0, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(1, 9), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
                case 1 when at < bytes.Count: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                default: bytes.Insert(at, (byte)random.Next(256)); break;
            }
        }

        return [.. bytes];
    }
}
