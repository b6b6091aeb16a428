using System.Text.Json;
using Quern.Stores.Lmdb;
using Quern.Tests.Shop;
using Quern.Values;

namespace Quern.Embedded.Tests;

public sealed class QuernStoreTests : IDisposable
{
    private readonly ShopProject _shop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Vector_IsTheServersToTheBit()
    {
        _shop.Materialize();
        await using var server = await _shop.ServeAsync();
        using var store = Open();
        var service = store.Service("checkout");
        service.JoinKeys.ShouldBe(["customer"]);
        service.RequestFields.ShouldBe(["basket"]);
        foreach (var (customer, basket) in new (string?, double?)[] { ("ann", 0.7), ("bob", null), ("nobody", 1), (null, 2) })
        {
            var vector = service.Read(("customer", customer), ("basket", basket));
            using var body = new StringContent(JsonSerializer.Serialize(new { feature_service = "checkout", entities = new { customer = new[] { customer }, basket = new[] { basket } } }));
            using var answer = await server.Http.PostAsync("/get-online-features", body, Cancellation);
            var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
            json.GetProperty("metadata").GetProperty("feature_names").EnumerateArray().Skip(1).Select(name => name.GetString()).ShouldBe(vector.Names);
            var columns = json.GetProperty("results").EnumerateArray().Skip(1).ToArray();
            for (var i = 0; i < columns.Length; i++)
            {
                var name = vector.Names[i];
                Shown(vector[i]).ShouldBe(Shown(columns[i].GetProperty("values")[0], vector[i]), name);
                vector.Status(i).ToString().ToUpperInvariant().ShouldBe(columns[i].GetProperty("statuses")[0].GetString()!.Replace("_", "", StringComparison.Ordinal), name);
                (vector.EventTime(name) ?? DateTimeOffset.UnixEpoch).ShouldBe(columns[i].GetProperty("event_timestamps")[0].GetDateTimeOffset(), name);
            }
        }
    }

    [Fact]
    public void Vector_IsTyped_ByNameAndPlace()
    {
        _shop.Materialize();
        using var store = Open();
        var vector = store.Service("checkout").Read(("basket", 6), ("customer", "ann"));
        (vector.Double("spent_1h"), vector.Int64("count_lifetime"), vector.Double("count_lifetime"), vector.Int64("items_1h")).ShouldBe((3.0, 3, 3.0, 9007199254740995));
        (vector.Text("city"), vector.Boolean("vip"), vector.Double("rebate"), vector.Time("born")).ShouldBe(("Røst", true, 0.1f, new DateTimeOffset(1980, 2, 29, 1, 2, 3, 456, 789, TimeSpan.Zero)));
        vector["shops_lifetime"].AsList().Select(item => item.AsText()).ShouldBe(["ü, \"x\"", "south", "north"]);
        (vector.Double("basket_share"), vector.Status("basket_share"), vector.AsOf).ShouldBe((2.0, FeatureStatus.Present, ShopProject.Noon.ToDateTimeOffset()));
        store.Version.ShouldBe(1);
        store.Services.ShouldBe(["checkout"]);
        store.Service("checkout").Features.ShouldBe(vector.Names);
        Should.Throw<InvalidOperationException>(() => vector.Double("city")).Message.ShouldContain("'city' is string");
        Should.Throw<InvalidOperationException>(() => vector.Text("shops_1h"));
        Should.Throw<KeyNotFoundException>(() => vector["town"]).Message.ShouldContain("there are spent_1h, ");
    }

    [Fact]
    public void Keys_ThatAreWrong_AreToldAtOnce_AndTheNextReadIsWell()
    {
        _shop.Materialize();
        using var store = Open();
        var service = store.Service("checkout");
        Codes(() => service.Read(("custmer", "ann"), ("basket", "x"))).ShouldBe("'custmer' is neither a join key nor a request field; 'basket' is 'x' (String); join key 'customer' is missing");
        Codes(() => service.Read(("customer", 7), ("customer", "ann"), ("basket", double.NaN))).ShouldBe("'customer' is '7' (Int32); 'customer' is given twice; 'basket' is 'NaN' (Double)");
        Should.Throw<QuernException>(() => store.Service("checkot")).Findings[0].Code.ShouldBe("QRN5117");
        service.Read(("customer", "bob"), ("basket", null)).Double("spent_1h").ShouldBe(1.0);
    }

    [Fact]
    public void Project_ThatIsNone_OrNotReady_IsTold()
    {
        using (var empty = new ShopProject())
        {
            Should.Throw<QuernException>(() => QuernStore.Open(empty.Folder.Folder)).Findings[0].Code.ShouldBe("QRN5116");
            Directory.Delete(Path.Combine(empty.Folder.Registry, "commits"), recursive: true);
            Should.Throw<QuernException>(() => QuernStore.Open(empty.Folder.Folder)).Findings[0].Code.ShouldBe("QRN5115");
            Should.Throw<QuernException>(() => QuernStore.Open(Path.Combine(empty.Folder.Folder, "nowhere"))).Findings[0].Code.ShouldBe("QRN5114");
            Directory.Exists(empty.Folder.Online).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("""{ "registry": { "postgres": "env:REGISTRY_URL" } } // since May""", "QRN6524")]
    [InlineData("""{ "online": { "redis": { "server": "redis:6379" } }, } // since June""", "QRN5119")]
    public void Project_WhoseThingsAreElsewhere_IsRefused(string settings, string code)
    {
        using var shop = new ShopProject();
        shop.Materialize();
        File.WriteAllText(Path.Combine(shop.Folder.Folder, "quern.json"), settings);
        Should.Throw<QuernException>(() => QuernStore.Open(shop.Folder.Folder)).Findings[0].Code.ShouldBe(code);
    }

    [Fact]
    public async Task Store_SeesWhatOthersWrite_AndNewVersions()
    {
        _shop.Materialize();
        using var shared = new LmdbOnlineStore(_shop.Folder.Online);
        using var store = Open();
        var service = store.Service("checkout");
        service.Read(("customer", "eve"), ("basket", 1.0)).Int64("count_lifetime").ShouldBe(0);
        await using (var server = await _shop.ServeAsync())
        {
            using var body = new StringContent("""{"at":"2024-05-01T11:59:00Z","customer":"eve","amount":4,"items":1,"shop":"x"}""");
            using var pushed = await server.Http.PostAsync("/v1/streams/purchases/events", body, Cancellation);
            pushed.EnsureSuccessStatusCode();
        }

        service.Read(("customer", "eve"), ("basket", 1.0)).Double("basket_share").ShouldBe(0.25);
        store.Refresh().ShouldBeFalse();
        _shop.Apply();
        store.Refresh().ShouldBeTrue();
        (store.Version, service.Read(("customer", "eve"), ("basket", 1.0)).Int64("count_lifetime")).ShouldBe((2, 1));
    }

    [Fact]
    public void Threads_ReadWhileVersionsChange_AndOthersWrite()
    {
        _shop.Materialize();
        using var shared = new LmdbOnlineStore(_shop.Folder.Online);
        using var store = Open();
        var service = store.Service("checkout");
        var wrong = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var (reads, done) = (0, false);
        var readers = Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            var (customer, spent) = number % 2 == 0 ? ("ann", 3.0) : ("bob", 1.0);
            try
            {
                while (!Volatile.Read(ref done) || Volatile.Read(ref reads) < 2000)
                {
                    var vector = service.Read(("customer", customer), ("basket", spent * number));
                    if (vector.Double("spent_1h") != spent || vector.Double("basket_share") != number) wrong.Enqueue($"{customer}: {vector["spent_1h"]}, {vector["basket_share"]}");
                    Interlocked.Increment(ref reads);
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                wrong.Enqueue(failure.ToString());
            }
        })).ToArray();
        foreach (var reader in readers) reader.Start();
        for (var i = 0; i < 5; i++)
        {
            _shop.Apply();
            store.Refresh().ShouldBeTrue();
            _shop.Materialize();
        }

        Volatile.Write(ref done, true);
        foreach (var reader in readers) reader.Join();
        wrong.ShouldBeEmpty();
        store.Version.ShouldBe(6);
    }

    [Fact]
    public void Version_ThatCannotBeLoaded_IsTold_AndTheOneInPlaceGoesOn()
    {
        _shop.Materialize();
        using var store = Open();
        var service = store.Service("checkout");
        _shop.Apply();
        foreach (var file in Directory.GetFiles(Path.Combine(_shop.Folder.Registry, "objects"))) File.Delete(file);
        Should.Throw<QuernException>(() => store.Refresh()).Findings[0].Code.ShouldBe("QRN2008");
        (store.Version, service.Read(("customer", "bob"), ("basket", null)).Int64("count_1h")).ShouldBe((1, 1));
        store.Dispose();
        Should.Throw<ObjectDisposedException>(() => service.Read(("customer", "bob"), ("basket", null)));
    }

    private QuernStore Open() => QuernStore.Open(_shop.Folder.Folder, new() { Time = new Stopped(), RefreshEvery = Timeout.InfiniteTimeSpan });

    private static string Codes(Action read)
    {
        var findings = Should.Throw<QuernException>(read).Findings;
        findings.ShouldAllBe(finding => finding.Code == "QRN5118");
        return string.Join("; ", findings.Select(finding => finding.Message));
    }

    // Numbers by their bits, so that nothing is equal that is only near.
    private static string Shown(Value value) =>
        value.IsNull ? "null"
        : value.Type.Shape != DataShape.Scalar ? $"[{string.Join(",", value.AsList().Select(Shown))}]"
        : value.Type.Kind switch
        {
            ValueKind.String => value.AsText(),
            ValueKind.Timestamp => $"{Math.Floor(value.Bits / 1e6)}",
            _ => $"{value.Bits}",
        };

    private static string Shown(JsonElement json, Value like) => json.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Array => $"[{string.Join(",", json.EnumerateArray().Zip(like.AsList(), Shown))}]",
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Number when like.Type.Kind is ValueKind.Float32 or ValueKind.Float64 => $"{BitConverter.DoubleToInt64Bits(json.GetDouble())}",
        JsonValueKind.Number => $"{json.GetInt64()}",
        var other => other == JsonValueKind.True ? "1" : "0",
    };

    private sealed class Stopped : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => ShopProject.Noon.ToDateTimeOffset();
    }
}
