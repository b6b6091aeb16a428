using System.Diagnostics;
using System.Text;
using Quern.Connectors.Redis;

namespace Quern.Connectors.Tests.Redis;

/// <summary>Connections on which many values are read, against servers that answer in all the ways that there are.</summary>
public sealed class ReadConnectionsTests
{
    private static readonly byte[][] Keys = [[.. "a"u8], [.. "b"u8]];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Values_AreThoseThatWereSent_HoweverTheAnswerIsCut(int seed)
    {
        var random = new Random(seed);
        var sent = new List<byte[]?>();
        using var server = new ScriptedRedis(keys => ScriptedRedis.Values([.. keys.Select(key => sent[int.Parse(key)])]), () => random.Next(8) == 0 ? 1 : random.Next(1, 1 << random.Next(1, 18)));
        using var connections = Connections(server);
        var replies = new Replies();
        for (var request = 0; request < 15; request++)
        {
            sent.Clear();
            sent.AddRange(Enumerable.Range(0, random.Next(1, 60)).Select(_ => AnyValue(random)));
            byte[][] keys = [.. Enumerable.Range(0, sent.Count).Select(key => Encoding.UTF8.GetBytes($"{key}"))];
            // What one request reads later does not touch what it has read.
            var cut = random.Next(keys.Length + 1);
            var first = Read(connections, replies, keys[..cut]);
            var second = Read(connections, replies, keys[cut..]);
            first.Concat(second).Select(value => value?.ToArray()).ShouldBe(sent, $"seed {seed}, request {request}");
            replies.Clear();
        }

        server.Connections.ShouldBe(1);
    }

    [Fact]
    public void Connection_ThatWasClosedMeanwhile_IsMadeAgain()
    {
        var answers = 0;
        using var server = new ScriptedRedis(_ => ++answers % 2 == 0 ? null : ScriptedRedis.Values("1"u8.ToArray(), null));
        using var connections = Connections(server);
        for (var i = 0; i < 5; i++) Texts(connections).ShouldBe(["1", null]);
        server.Connections.ShouldBe(5);
    }

    [Theory]
    [InlineData("-LOADING Redis is loading the dataset in memory", "QRN6401")]
    [InlineData("-NOPERM this user has no permissions to run the 'mget' command", "QRN6402")]
    [InlineData("-ERR something else", "QRN6417")]
    public void Refusal_IsTold_AndTheConnectionStays(string says, string code)
    {
        var refuses = true;
        using var server = new ScriptedRedis(_ => refuses ? ScriptedRedis.Line(says) : ScriptedRedis.Values(null, null));
        using var connections = Connections(server);
        Fails(connections).Code.ShouldBe(code);
        refuses = false;
        Texts(connections).ShouldBe([null, null]);
        server.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("*1\r\n$1\r\na\r\n")]
    [InlineData("*2\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n")]
    [InlineData("*2\r\n$1\r\na\r\n$-2\r\n")]
    [InlineData("*2\r\n$1\r\nab\n$1\r\nb\r\n")]
    [InlineData("*2\r\n:1\r\n$1\r\nb\r\n")]
    [InlineData("*99999999999\r\n")]
    [InlineData("*2 \r\n$1\r\na\r\n$1\r\nb\r\n")]
    [InlineData("$1\r\na\r\n")]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    public void Answer_ThatIsNone_IsTold_AndTheConnectionGoes(string bytes)
    {
        var isStrange = true;
        using var server = new ScriptedRedis(_ => isStrange ? Encoding.UTF8.GetBytes(bytes) : ScriptedRedis.Values(null, null));
        using var connections = Connections(server);
        Fails(connections).Code.ShouldBe("QRN6401");
        isStrange = false;
        Texts(connections).ShouldBe([null, null]);
        server.Connections.ShouldBe(2);
    }

    [Fact]
    public void Server_ThatDoesNotAnswer_IsWaitedForSoLong_AndAskedAgainOnAnotherConnection()
    {
        using var answers = new ManualResetEventSlim();
        using var server = new ScriptedRedis(_ =>
        {
            answers.Wait();
            return ScriptedRedis.Values(null, null);
        });
        using var connections = Connections(server, TimeSpan.FromMilliseconds(200));
        Fails(connections).Code.ShouldBe("QRN6408");
        answers.Set();
        Texts(connections).ShouldBe([null, null]);
        server.Connections.ShouldBe(2);
    }

    [Fact]
    public void Password_ThatIsNotTaken_IsTold()
    {
        using var server = new ScriptedRedis(_ => null) { Greeting = "-WRONGPASS invalid username-password pair\r\n" };
        using var connections = new ReadConnections(Settings(server.Port, TimeSpan.FromSeconds(30)), "guess");
        Fails(connections).Code.ShouldBe("QRN6402");
    }

    [Fact]
    public void Server_ThatLetsNobodyIn_IsTriedTwiceASecond_HoweverManyAsk()
    {
        using var server = new ScriptedRedis(_ => null) { Greeting = "-WRONGPASS invalid username-password pair\r\n" };
        using var connections = new ReadConnections(Settings(server.Port, TimeSpan.FromSeconds(30)), "guess");
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 50; i++) Fails(connections).Code.ShouldBe("QRN6402");
        server.Connections.ShouldBeLessThanOrEqualTo(1 + (int)(Stopwatch.GetElapsedTime(start) / TimeSpan.FromMilliseconds(500)));
    }

    [Fact]
    public void Name_ThatMayNotBeGiven_IsNotMissed()
    {
        using var server = new ScriptedRedis(_ => ScriptedRedis.Values(null, null)) { Greeting = "-NOPERM this user has no permissions to run the 'client|setname' command\r\n" };
        using var connections = Connections(server);
        Texts(connections).ShouldBe([null, null]);
    }

    [Fact]
    public void Server_ThatComesBack_IsReadAgain()
    {
        var port = FreePort.Find();
        using var connections = new ReadConnections(Settings(port, TimeSpan.FromSeconds(10)), null);
        Fails(connections).Code.ShouldBe("QRN6401");
        Fails(connections).Code.ShouldBe("QRN6401");
        using var server = new ScriptedRedis(_ => ScriptedRedis.Values(null, null), port: port);
        string?[]? texts = null;
        Eventually.So(() => (texts = TryTexts(connections)) is not null, () => "It is not read again.");
        texts.ShouldBe([null, null]);
    }

    [Fact]
    public void Readers_MoreThanThereAreConnections_GetTheirOwnAnswers()
    {
        using var server = new ScriptedRedis(keys => ScriptedRedis.Values([.. keys.Select(Encoding.UTF8.GetBytes)]));
        using var connections = Connections(server);
        var wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 100).Select(number => new Thread(() =>
        {
            var replies = new Replies();
            for (var i = 0; i < 20; i++)
            {
                byte[][] keys = [.. Enumerable.Range(0, number + 1).Select(key => Encoding.UTF8.GetBytes($"{number}/{key}/{i}"))];
                if (!Read(connections, replies, keys).Select(value => value?.ToArray()).SequenceEqual(keys, ByContent)) Interlocked.Increment(ref wrong);
                replies.Clear();
            }
        }))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        wrong.ShouldBe(0);
        server.Connections.ShouldBeLessThanOrEqualTo(ReadConnections.Most);
    }

    private static IEqualityComparer<byte[]?> ByContent { get; } = EqualityComparer<byte[]?>.Create((x, y) => x.AsSpan().SequenceEqual(y));

    private static byte[]? AnyValue(Random random)
    {
        if (random.Next(6) == 0) return null;
        var value = new byte[random.Next(10) == 0 ? random.Next(200_000) : random.Next(500)];
        random.NextBytes(value);
        return value;
    }

    private static ReadConnections Connections(ScriptedRedis server, TimeSpan? timeout = null) => new(Settings(server.Port, timeout ?? TimeSpan.FromSeconds(30)), null);

    private static RedisSettings Settings(int port, TimeSpan timeout) => new() { Path = "online.redis", Host = "127.0.0.1", Port = port, Timeout = timeout };

    private static ReadOnlyMemory<byte>?[] Read(ReadConnections connections, Replies replies, byte[][] keys)
    {
        if (keys.Length == 0) return [];
        connections.Read(keys, replies);
        return [.. Enumerable.Range(0, keys.Length).Select(i => replies[i])];
    }

    private static string?[] Texts(ReadConnections connections) => [.. Read(connections, new(), Keys).Select(value => value is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null)];

    private static string?[]? TryTexts(ReadConnections connections)
    {
        try
        {
            return Texts(connections);
        }
        catch (QuernException)
        {
            return null;
        }
    }

    private static Finding Fails(ReadConnections connections) => Should.Throw<QuernException>(() => Read(connections, new(), Keys)).Findings.ShouldHaveSingleItem();
}
