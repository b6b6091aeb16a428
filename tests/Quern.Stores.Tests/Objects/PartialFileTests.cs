using Quern.Engine.Objects;
using Quern.Stores.Objects;

namespace Quern.Stores.Tests.Objects;

/// <summary>Parts of objects in the cache: what is told to be there is there, whoever brought it and whatever became of them.</summary>
public sealed class PartialFileTests : IDisposable
{
    private const int Bytes = 4 << 20;
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly ObjectScratch _scratch = new();
    private readonly byte[] _content = new byte[Bytes];

    public PartialFileTests() => new Random(1).NextBytes(_content);

    [Fact]
    public void Bytes_ThatWereBrought_AreThere_UnderANewNameWhenMoreCome()
    {
        var item = Put("a.bin");
        using var files = new ObjectFiles(_scratch.Storage);
        var first = Bring(files, item, (0, 1000));
        var second = Bring(files, item, (1 << 20, 1000));
        second.ShouldNotBe(first);
        foreach (var path in new[] { first, second })
        {
            new FileInfo(path).Length.ShouldBe(Bytes);
            Has(path, (0, 1000), (1 << 20, 1000));
        }

        Bring(files, item, (100, 200)).ShouldBe(second);
        _scratch.TakeRead().ShouldBe(2000);
        _scratch.CachedBytes().ShouldBeLessThan(100_000);
        // Much of it: all of it, which all that is asked later is of.
        var whole = Bring(files, item, (0, 3 << 20));
        Has(whole, (0, Bytes));
        Bring(files, item, (5, 5)).ShouldBe(whole);
        _scratch.TakeRead().ShouldBe(Bytes);
    }

    [Fact]
    public void Two_ThatBeginAtOnce_LeaveAFileEach_AndTheNextTakesTheFuller()
    {
        var item = Put("a.bin");
        using (var one = new ObjectFiles(_scratch.NewStorage()))
        using (var other = new ObjectFiles(_scratch.NewStorage()))
        {
            _scratch.Before = _ =>
            {
                _scratch.Before = null;
                Has(Bring(other, item, (500_000, 300_000)), (500_000, 300_000));
            };
            Has(Bring(one, item, (0, 1000)), (0, 1000));
            _scratch.Cached(".parts").Length.ShouldBe(2);
        }

        _scratch.TakeRead();
        using (var next = new ObjectFiles(_scratch.NewStorage())) Has(Bring(next, item, (500_000, 300_000)), (500_000, 300_000));
        _scratch.TakeRead().ShouldBe(0);
        // Two that add to one file lose nothing of each other.
        using (var one = new ObjectFiles(_scratch.NewStorage()))
        using (var other = new ObjectFiles(_scratch.NewStorage()))
        {
            foreach (var files in new[] { one, other }) Bring(files, item, (500_000, 10));
            Bring(one, item, (1_000_000, 1000));
            Bring(other, item, (2_000_000, 1000));
        }

        _scratch.TakeRead().ShouldBe(2000);
        using var last = new ObjectFiles(_scratch.NewStorage());
        Has(Bring(last, item, (500_000, 300_000), (1_000_000, 1000), (2_000_000, 1000)), (500_000, 300_000), (1_000_000, 1000), (2_000_000, 1000));
        _scratch.TakeRead().ShouldBe(0);
    }

    [Theory]
    [InlineData("no statement")]
    [InlineData("torn statement")]
    [InlineData("statement beyond the end")]
    [InlineData("no file")]
    [InlineData("short file")]
    public void Cache_ThatSomebodyHasHurt_IsReadAnew(string how)
    {
        var item = Put("a.bin");
        using (var files = new ObjectFiles(_scratch.NewStorage())) Bring(files, item, (0, 1000), (2_000_000, 1000));
        var (file, statement) = (_scratch.Cached(".parts").Single(), _scratch.Cached(".there").Single());
        switch (how)
        {
            case "no statement":
                File.Delete(statement);
                break;
            case "torn statement":
                File.WriteAllText(statement, File.ReadAllText(statement)[..^3]);
                break;
            case "statement beyond the end":
                File.WriteAllText(statement, "0 99999999\n.\n");
                break;
            case "no file":
                File.Delete(file);
                break;
            default:
                File.WriteAllBytes(file, new byte[1000]);
                break;
        }

        _scratch.TakeRead();
        using (var files = new ObjectFiles(_scratch.NewStorage())) Has(Bring(files, item, (2_000_000, 1000), (0, 1000)), (2_000_000, 1000), (0, 1000));
        _scratch.TakeRead().ShouldBe(2000);
        if (how == "no file") File.Exists(statement).ShouldBeFalse();
    }

    [Fact]
    public void Download_ThatFails_LeavesNothingThatIsToldToBeThere()
    {
        var item = Put("a.bin");
        using (var files = new ObjectFiles(_scratch.NewStorage()))
        {
            Bring(files, item, (0, 1000));
            var reads = 0;
            _scratch.Before = _ =>
            {
                if (Interlocked.Increment(ref reads) == 2) throw new QuernException(ObjectFindings.Changed("a.bin"));
            };
            Should.Throw<QuernException>(() => Bring(files, item, (1_000_000, 1000), (2_000_000, 1000)));
            _scratch.Before = null;
        }

        _scratch.TakeRead();
        using var again = new ObjectFiles(_scratch.NewStorage());
        Has(Bring(again, item, (0, 1000), (1_000_000, 1000), (2_000_000, 1000)), (0, 1000), (1_000_000, 1000), (2_000_000, 1000));
        _scratch.TakeRead().ShouldBe(2000);
    }

    [Fact]
    public void Room_IsCountedAsTheDiskCounts_AndWhatIsInUseStays()
    {
        StoredObject[] items = [.. Enumerable.Range(0, 5).Select(i => Put($"{i}.bin"))];
        using var used = new ObjectFiles(_scratch.NewStorage());
        var path = Bring(used, items[0], (0, 300_000));
        // Twenty megabytes of names, 1.5 of content.
        using (var files = new ObjectFiles(_scratch.NewStorage(2_000_000)))
            foreach (var item in items)
                Bring(files, item, (0, 300_000));
        _scratch.Cached(".parts").Length.ShouldBe(5);
        using (var files = new ObjectFiles(_scratch.NewStorage(700_000))) Bring(files, items[4], (0, 300_000));
        _scratch.Cached(".parts").Length.ShouldBeLessThanOrEqualTo(2);
        _scratch.Cached(".there").Select(PartialFile.NameOf).Order().ShouldBe(_scratch.Cached(".parts").Select(PartialFile.NameOf).Order());
        Has(path, (0, 300_000));
        // What was let go comes back with what it has.
        Has(Bring(used, items[0], (1_000_000, 1000)), (0, 300_000), (1_000_000, 1000));
        _scratch.TakeRead();
        using var again = new ObjectFiles(_scratch.NewStorage());
        Bring(again, items[0], (0, 300_000), (1_000_000, 1000));
        _scratch.TakeRead().ShouldBe(0);
    }

    public void Dispose() => _scratch.Dispose();

    private StoredObject Put(string key)
    {
        File.WriteAllBytes(_scratch.PathOf(key), _content);
        return _scratch.Find(key);
    }

    private static string Bring(ObjectFiles files, StoredObject item, params (long Offset, long Length)[] ranges) =>
        files.Bring(ObjectScratch.Bucket, [(item, ByteRanges.Of(ranges.Select(range => new ByteRange(range.Offset, range.Length))))], Never)[0];

    private void Has(string path, params (long Offset, long Length)[] ranges)
    {
        var found = File.ReadAllBytes(path);
        foreach (var range in ranges) found.AsSpan((int)range.Offset, (int)range.Length).SequenceEqual(_content.AsSpan((int)range.Offset, (int)range.Length)).ShouldBeTrue($"{range} of {path}");
    }
}
