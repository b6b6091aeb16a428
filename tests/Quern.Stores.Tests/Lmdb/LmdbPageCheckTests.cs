using System.Buffers.Binary;

namespace Quern.Stores.Tests.Lmdb;

public sealed class LmdbPageCheckTests
{
    private const int Records = 600;

    // What is not found damaged must be readable; nothing may kill the process, which would end this run.
    [Fact]
    public void Bytes_overwritten_anywhere_are_found_or_harmless_and_kill_nobody()
    {
        using var folder = new TempFolder();
        Fill(folder);
        var whole = File.ReadAllBytes(folder.Data);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var found = 0;
        for (var i = 0; i < 300; i++)
        {
            var bytes = whole.ToArray();
            var start = random.Next(bytes.Length);
            var piece = bytes.AsSpan(start, Math.Min(1 + random.Next(i % 2 == 0 ? 16 : 6000), bytes.Length - start));
            if (i % 3 == 0) piece.Fill((byte)random.Next(256));
            else random.NextBytes(piece);
            File.WriteAllBytes(folder.Data, bytes);
            if (!Reads(folder, $"seed {seed}, round {i}, byte {start}")) found++;
        }

        found.ShouldBeGreaterThan(20, $"seed {seed}");
    }

    // Where mdb.c's MDB_meta has the number of the last page, in the first page and in the second.
    [Theory]
    [InlineData(136, 1L << 22)]
    [InlineData(4096 + 136, 1L << 22)]
    [InlineData(136, 1L << 50)]
    [InlineData(4096 + 136, -1)]
    public void First_page_that_tells_of_pages_that_cannot_be_is_damage_not_a_lack_of_memory(int at, long lastPage)
    {
        using var folder = new TempFolder();
        Fill(folder);
        var bytes = File.ReadAllBytes(folder.Data);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), lastPage);
        File.WriteAllBytes(folder.Data, bytes);
        Should.Throw<QuernException>(() => folder.Open()).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN4006");
    }

    [Fact]
    public void Store_grown_and_emptied_many_times_is_not_taken_for_damaged()
    {
        using var folder = new TempFolder();
        for (var round = 0; round < 5; round++)
        {
            Fill(folder);
            using var store = folder.Open();
            using var write = store.BeginWrite();
            for (var i = round; i < Records; i += 2) write.Delete(Key(i), [], [0xFF, 0xFF]);
            write.Commit();
        }

        Reads(folder, "").ShouldBeTrue();
    }

    private static void Fill(TempFolder folder)
    {
        using var store = folder.Open();
        for (var i = 0; i < Records; i++) LmdbOnlineStoreTests.Put(store, Key(i), new byte[i % 50 == 0 ? 9000 : 100]);
    }

    private static byte[] Key(int i) => [(byte)(i >> 8), (byte)(i & 0xFF)];

    // Whether every record could be read; otherwise it was said that the store is damaged, or is none.
    private static bool Reads(TempFolder folder, string where)
    {
        try
        {
            using var store = folder.Open();
            for (var i = 0; i < Records; i++) _ = LmdbOnlineStoreTests.Get(store, Key(i));
            LmdbOnlineStoreTests.Put(store, Key(1), [1]);
            return true;
        }
        catch (QuernException complaint)
        {
            // The number of a page that is far too great asks for more room than any disk has.
            complaint.Findings[0].Code.ShouldBeOneOf("QRN4003", "QRN4004", "QRN4005", "QRN4006");
            return false;
        }
        catch (Exception other)
        {
            throw new InvalidOperationException($"{where}: {other.Message}", other);
        }
    }
}
