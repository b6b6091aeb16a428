using Quern.Engine.Objects;
using Quern.Stores.Objects;

namespace Quern.Connectors.Tests.S3;

/// <summary>Objects as files of this machine: whole, shared, and bounded.</summary>
public sealed class ObjectFilesTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public void Objects_AreReadOnce_ByWhoeverWantsThem_WithTheirBytes_WhileTheStoreFails()
    {
        using var place = new S3Place();
        var random = new Random(5);
        // One of several ranges, small ones, an empty one, and two whose keys end alike.
        StoredObject[] items = [.. new[] { 20 << 20, 100, 0, 4000, 4000 }.Select((bytes, i) => place.Store.Put($"{i}/part.csv.gz", Bytes(random, bytes), Never))];
        place.Server.Faults = new(3, 0.3, S3Fault.Error500, S3Fault.CutBefore, S3Fault.CutAfter, S3Fault.TornAnswer);
        var told = 0L;
        place.Storage.Progress = (_, done, total) => (told, total).ShouldSatisfyAllConditions(() => done.ShouldBeGreaterThanOrEqualTo(told), () => (told = done).ShouldBeLessThanOrEqualTo(total));
        using (var files = new ObjectFiles(place.Storage))
        {
            var paths = files.Bring(S3Place.Bucket, items, Never);
            place.Server.Faults = null;
            for (var i = 0; i < items.Length; i++) File.ReadAllBytes(paths[i]).AsSpan().SequenceEqual(place.Store.Get(items[i].Key, Never)!.Content).ShouldBeTrue();
            paths.ShouldAllBe(path => path.EndsWith(".csv.gz", StringComparison.Ordinal));
            told.ShouldBe(items.Sum(item => item.Bytes));
            place.Server.Seen.Clear();
            using var other = place.NewStorage();
            using var again = new ObjectFiles(other);
            again.Bring(S3Place.Bucket, [items[4], items[0]], Never).Count.ShouldBe(2);
            place.Server.Seen.ShouldBeEmpty();
        }

        Directory.GetDirectories(place.Cache).ShouldHaveSingleItem();
    }

    [Fact]
    public void Cache_StaysWithinItsBound_AndNothingGoesThatIsBeingRead()
    {
        using var place = new S3Place(cacheBytes: 25_000);
        var items = Enumerable.Range(0, 6).Select(i => place.Store.Put($"{i}.bin", Bytes(new(i), 10_000), Never)).ToArray();
        using var first = new ObjectFiles(place.Storage);
        var used = first.Bring(S3Place.Bucket, [items[0], items[1]], Never);
        using (var second = new ObjectFiles(place.NewStorage(25_000)))
            foreach (var item in items[2..])
                second.Bring(S3Place.Bucket, [item], Never);

        place.Cached().Sum(file => new FileInfo(file).Length).ShouldBeLessThanOrEqualTo(25_000);
        foreach (var path in used) new FileInfo(path).Length.ShouldBe(10_000);
        place.Server.Seen.Clear();
        // The last that was used is there still, the first was let go.
        using var third = new ObjectFiles(place.NewStorage(25_000));
        third.Bring(S3Place.Bucket, [items[5]], Never);
        place.Server.Seen.ShouldBeEmpty();
        third.Bring(S3Place.Bucket, [items[2]], Never);
        place.Asked("GET", "/2.bin").ShouldBe(1);
    }

    [Fact]
    public void Object_ThatIsReplacedWhileItIsRead_IsSaid_AndNothingOfItStays()
    {
        using var place = new S3Place();
        var item = place.Store.Put("a.bin", Bytes(new(1), 30 << 20), Never);
        var reads = 0;
        place.Server.Before = (method, key) =>
        {
            if (method == "GET" && key == "a.bin" && Interlocked.Increment(ref reads) == 2)
                place.Server.With(() => place.Server.Buckets[S3Place.Bucket].Put("a.bin", new byte[30 << 20], "\"other\"", DateTimeOffset.UtcNow));
        };
        using var files = new ObjectFiles(place.Storage);
        var told = Should.Throw<QuernException>(() => files.Bring(S3Place.Bucket, [item], Never));
        told.Findings[0].Code.ShouldBe("QRN6807");
        place.Cached().ShouldBeEmpty();
        place.Server.Before = null;
        files.Bring(S3Place.Bucket, [place.Store.Find("a.bin", Never)!], Never).ShouldHaveSingleItem();
    }

    [Fact]
    public void File_ThatACrashLeftWithoutItsContent_IsReadAgain()
    {
        using var place = new S3Place();
        var item = place.Store.Put("a.bin", Bytes(new(1), 5000), Never);
        using (var files = new ObjectFiles(place.Storage)) files.Bring(S3Place.Bucket, [item], Never);
        File.WriteAllBytes(place.Cached().Single(), []);
        using var again = new ObjectFiles(place.Storage);
        new FileInfo(again.Bring(S3Place.Bucket, [item], Never)[0]).Length.ShouldBe(5000);
    }

    [Fact]
    public void Several_ThatWantTheSameAtOnce_AllGetItWhole_WhileRoomIsMade()
    {
        using var place = new S3Place();
        var items = Enumerable.Range(0, 8).Select(i => place.Store.Put($"{i}.bin", Bytes(new(i), 50_000), Never)).ToArray();
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 6 }, round =>
        {
            // Each as a process of its own, with room for two objects only.
            using var storage = place.NewStorage(100_000);
            using var files = new ObjectFiles(storage);
            var random = new Random(round);
            for (var step = 0; step < 6; step++)
            {
                var i = random.Next(items.Length);
                var content = File.ReadAllBytes(files.Bring(S3Place.Bucket, [items[i]], Never)[0]);
                content.AsSpan().SequenceEqual(Bytes(new(i), 50_000)).ShouldBeTrue();
            }
        });
    }

    private static byte[] Bytes(Random random, int length)
    {
        var content = new byte[length];
        random.NextBytes(content);
        return content;
    }
}
