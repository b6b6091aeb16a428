using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Quern.Connectors.Redis;
using Quern.Engine.Online;

namespace Quern.Connectors.Tests.Redis;

/// <summary>What can be wrong with a server, in words.</summary>
[Collection(RedisTests.Name)]
public sealed class RedisFailureTests(RedisServer server)
{
    [Fact]
    public void Server_ThatIsNotThere_IsNamed()
    {
        var finding = Refused(new() { Path = "online.redis", Host = "127.0.0.1", Port = 1, ConnectTimeout = TimeSpan.FromMilliseconds(500) });
        (finding.Code, finding.Message).ShouldBe(("QRN6401", "Redis at '127.0.0.1:1' cannot be reached"));
        finding.Hint!.ShouldContain("online.redis.server");
    }

    [Fact]
    public void Password_ThatIsWrongOrMissing_IsRefused()
    {
        using var locked = RedisServer.With("--requirepass", "secret");
        Refused(locked.NewSettings()).Code.ShouldBe("QRN6402");
        var wrong = Refused(locked.NewSettings("guess"));
        (wrong.Code, wrong.ToString().Contains("guess", StringComparison.Ordinal)).ShouldBe(("QRN6402", false));
        using var store = Open(locked.NewSettings("secret"));
        Put(store, "a", "one");
        Get(store, "a").ShouldBe("one");
    }

    [Fact]
    public void Tls_WhereThereIsNone_IsSaid() => Refused(server.NewSettings() with { IsTls = true, ConnectTimeout = TimeSpan.FromSeconds(1) }).Code.ShouldBe("QRN6403");

    [Fact]
    public void Certificate_ThatNobodyTrusts_IsSaid()
    {
        var folder = Directory.CreateTempSubdirectory("quern-tls-").FullName;
        var (certificate, key) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        using (var secret = RSA.Create(2048))
        using (var own = new CertificateRequest("CN=127.0.0.1", secret, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200)))
        {
            File.WriteAllText(certificate, own.ExportCertificatePem());
            File.WriteAllText(key, secret.ExportPkcs8PrivateKeyPem());
        }

        var port = FreePort.Find();
        using (var secure = RedisServer.With("--tls-port", $"{port}", "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no"))
            Refused(secure.NewSettings() with { Port = port, IsTls = true }).Code.ShouldBe("QRN6403");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Server_ThatEvicts_IsRefused()
    {
        using var evicts = RedisServer.With("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        var finding = Refused(evicts.NewSettings());
        finding.Code.ShouldBe("QRN6404");
        finding.Detail!.ShouldContain("allkeys-lru");
    }

    [Fact]
    public void Prefix_OfAnotherProject_IsRefused()
    {
        var settings = server.NewSettings();
        using var ours = Open(settings);
        Should.Throw<QuernException>(() => RedisOnlineStore.Open(settings, "other", TimeProvider.System)).Findings[0].Message.ShouldEndWith("belong to project 'ours'");
        server.Ask("SET", settings.Prefix + "x:owner", "somebody");
        Refused(settings with { Prefix = settings.Prefix + "x" }).Message.ShouldEndWith("belong to something else");
    }

    [Fact]
    public void Memory_ThatIsFull_RefusesWritesAndIsReadOn()
    {
        using var small = RedisServer.With("--maxmemory", "20mb");
        using var store = Open(small.NewSettings());
        Put(store, "a", "one");
        Should.Throw<QuernException>(() =>
        {
            for (var i = 0; i < 100; i++) Put(store, $"b{i}", new string((char)('a' + (i % 26)), 1_000_000));
        }).Findings[0].Code.ShouldBe("QRN6406");
        Get(store, "a").ShouldBe("one");
        small.Ask("CONFIG", "SET", "maxmemory", "200mb");
        Put(store, "c", "three");
        Get(store, "c").ShouldBe("three");
    }

    [Fact]
    public void Commit_ThatIsRefusedByTheServer_LeavesNoHalf()
    {
        var settings = server.NewSettings();
        using var store = Open(settings);
        Put(store, "a", "one");
        using (var write = store.BeginWrite())
        {
            Change(write, "a", "two");
            Change(write, "b", "two");
            // A version that cannot grow is refused as one is that a server without memory is to write.
            server.Ask("SET", settings.Prefix + ":version", "no number");
            Should.Throw<QuernException>(write.Commit);
        }

        (Get(server, settings, "a"), Get(server, settings, "b")).ShouldBe(("one", ""));
    }

    [Fact]
    public void Write_ThatLostItsLock_LeavesNothing()
    {
        var settings = server.NewSettings();
        using var store = Open(settings);
        Put(store, "a", "one");
        using (var write = store.BeginWrite())
        {
            Change(write, "a", "two");
            // As after a pause that was longer than the lock lasts, in which another process has begun.
            server.Ask("SET", settings.Prefix + ":writer", "another");
            Should.Throw<QuernException>(write.Commit).Findings[0].Code.ShouldBe("QRN6410");
        }

        Get(store, "a").ShouldBe("one");
        server.Ask("GET", settings.Prefix + ":writer").ToString().ShouldBe("another");
        server.Ask("DEL", settings.Prefix + ":writer");
        Put(store, "a", "three");
        Get(store, "a").ShouldBe("three");
    }

    [Fact]
    public void Write_OfWhoNoLongerMaterializes_LeavesNothing()
    {
        var settings = server.NewSettings();
        using var store = Open(settings);
        using var turn = store.LockMaterialization();
        server.Ask("SET", settings.Prefix + ":materializer", "another");
        using var write = store.BeginWrite();
        Change(write, "a", "one");
        Should.Throw<QuernException>(write.Commit).Findings[0].Code.ShouldBe("QRN6410");
    }

    [Fact]
    public void Key_ThatSomebodyElseWrote_IsDamage()
    {
        var settings = server.NewSettings();
        using var store = Open(settings);
        Put(store, "a", "one");
        server.Ask("SET", settings.Prefix + ":e:a", "nonsense");
        Should.Throw<QuernException>(() => Get(store, "a")).Findings[0].Code.ShouldBe("QRN6413");
    }

    [Fact]
    public void Writers_OfSeveralProcesses_LoseNoChange()
    {
        var settings = server.NewSettings();
        Parallel.For(0, 4, writer =>
        {
            using var store = Open(settings);
            for (var i = 0; i < 50; i++)
            {
                using var write = store.BeginWrite();
                write.TryGet("counter"u8, "n"u8, out var value);
                Change(write, "counter", (value.IsEmpty ? 1 : int.Parse(value) + 1).ToString());
                write.Commit();
            }
        });
        using var last = Open(settings);
        Get(last, "counter").ShouldBe("200");
    }

    [Fact]
    public void Log_ThatIsNotTheOne_IsRefusedUntilAllIsMadeAnew()
    {
        var settings = server.NewSettings();
        using var store = Open(settings);
        store.IsFedBy("one").ShouldBeTrue();
        store.TakeStreams("one");
        store.TakeStreams("one");
        (store.IsFedBy("one"), store.IsFedBy("two")).ShouldBe((true, false));
        Should.Throw<QuernException>(() => store.TakeStreams("two")).Findings[0].Code.ShouldBe("QRN6415");
        store.TakeStreams("two", anew: true);
        store.IsFedBy("two").ShouldBeTrue();
    }

    [Fact]
    public void Entities_OfOneRequest_AreOneQuestion()
    {
        using var alone = new RedisServer();
        using var store = Open(alone.NewSettings());
        for (var i = 0; i < 100; i++) Put(store, $"e{i}", $"value {i}");
        alone.Ask("CONFIG", "RESETSTAT");
        using var snapshot = store.OpenSnapshot();
        var partitions = new PartitionList();
        for (var i = 0; i < 100; i++) partitions.Add(Encoding.UTF8.GetBytes($"e{i}"));
        snapshot.Renew();
        snapshot.Prefetch(partitions);
        for (var i = 0; i < 100; i++) Read(snapshot, $"e{i}").ShouldBe($"value {i}");
        _ = snapshot.Version;
        var calls = alone.Ask("INFO", "commandstats").ToString()!;
        calls.ShouldContain("cmdstat_mget:calls=1,");
        calls.ShouldNotContain("cmdstat_get:");
    }

    [Fact]
    public async Task Readers_ThatAreMoreThanTheCores_DoNotKeepEachOtherWaiting()
    {
        using var store = Open(server.NewSettings() with { Timeout = TimeSpan.FromSeconds(1) });
        Put(store, "a", "one");
        var readers = Enumerable.Range(0, 100).Select(_ => Task.Run(() => Enumerable.Range(0, 20).All(_ => Get(store, "a") == "one")));
        (await Task.WhenAll(readers)).ShouldAllBe(isRead => isRead);
    }

    [Fact]
    public void Entity_ThatIsLarge_IsWrittenByPages()
    {
        using var alone = new RedisServer();
        var settings = alone.NewSettings();
        using var store = Open(settings);
        using (var write = store.BeginWrite())
        {
            for (var i = 0; i < 2_000; i++) write.Put("hot"u8, Encoding.UTF8.GetBytes($"{i:D6}"), new byte[1_000]);
            write.Commit();
        }

        alone.Ask("CONFIG", "RESETSTAT");
        using (var write = store.BeginWrite())
        {
            write.Put("hot"u8, "002000"u8, "the last"u8);
            write.Commit();
        }

        // Of two megabytes the root and the last page: less than a tenth.
        var written = alone.Ask("INFO", "stats").ToString()!.Split('\n').Single(line => line.StartsWith("total_net_input_bytes:", StringComparison.Ordinal));
        long.Parse(written.Split(':')[1]).ShouldBeLessThan(150_000);
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        snapshot.SeekBefore("hot"u8, "9"u8);
        snapshot.Next(out var record, out var value).ShouldBeTrue();
        (Encoding.UTF8.GetString(record), Encoding.UTF8.GetString(value)).ShouldBe(("002000", "the last"));

        // Pages that were read do not change: a second reader asks for the root alone.
        Count(store).ShouldBe(2_001);
        alone.Ask("CONFIG", "RESETSTAT");
        Count(store).ShouldBe(2_001);
        alone.Ask("INFO", "commandstats").ToString()!.ShouldNotContain("cmdstat_get:");
    }

    // What an entity's root has, whatever the version says.
    private static string Get(RedisServer server, RedisSettings settings, string partition) =>
        (byte[]?)server.Ask("GET", $"{settings.Prefix}:e:{partition}") is { } root ? Encoding.UTF8.GetString(StoredPage.Read(root.AsMemory(1))!.Value(0)) : "";

    private static int Count(RedisOnlineStore store)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        snapshot.Seek("hot"u8, default);
        var count = 0;
        while (snapshot.Next(out _, out _)) count++;
        return count;
    }

    private static Finding Refused(RedisSettings settings) => Should.Throw<QuernException>(() => Open(settings)).Findings.ShouldHaveSingleItem();

    private static RedisOnlineStore Open(RedisSettings settings) => RedisOnlineStore.Open(settings, "ours", TimeProvider.System);

    private static void Put(IOnlineStore store, string partition, string value)
    {
        using var write = store.BeginWrite();
        Change(write, partition, value);
        write.Commit();
    }

    private static void Change(IOnlineWrite write, string partition, string value) => write.Put(Encoding.UTF8.GetBytes(partition), "n"u8, Encoding.UTF8.GetBytes(value));

    private static string Get(IOnlineStore store, string partition)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return Read(snapshot, partition);
    }

    private static string Read(IOnlineSnapshot snapshot, string partition) => snapshot.TryGet(Encoding.UTF8.GetBytes(partition), "n"u8, out var value) ? Encoding.UTF8.GetString(value) : "";
}
