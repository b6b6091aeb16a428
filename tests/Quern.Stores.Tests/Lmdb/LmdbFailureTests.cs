using System.Diagnostics;
using System.Text;
using Quern.Stores.Lmdb;

namespace Quern.Stores.Tests.Lmdb;

public sealed class LmdbFailureTests
{
    [Fact]
    public void Foreign_file_is_named_as_such()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.Data, new string('x', 20_000));
        CodeOf(() => folder.Open()).ShouldBe("QRN4003");
    }

    [Fact]
    public void Lmdb_file_with_other_contents_is_named_as_such()
    {
        using var folder = new TempFolder();
        using (var store = folder.Open()) LmdbOnlineStoreTests.Put(store, "a"u8, [1]);
        Replace(folder.Data, "quern online 2", "quern online 2", key: true);
        CodeOf(() => folder.Open()).ShouldBe("QRN4003");
    }

    [Fact]
    public void File_of_another_version_is_named_as_such()
    {
        using var folder = new TempFolder();
        folder.Open().Dispose();
        Replace(folder.Data, "quern online 2", "quern online 9", key: false);
        CodeOf(() => folder.Open()).ShouldBe("QRN4004");
    }

    [Fact]
    public void File_in_place_of_the_folder_is_a_finding()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "x");
        CodeOf(() => new LmdbOnlineStore(file)).ShouldBe("QRN4001");
        CodeOf(() => new LmdbOnlineStore(Path.Combine(file, "store"))).ShouldBe("QRN4001");
    }

    [Fact]
    public void Missing_folder_is_a_finding_when_it_may_not_be_created()
    {
        using var folder = new TempFolder();
        CodeOf(() => new LmdbOnlineStore(Path.Combine(folder.Path, "none"), new() { ReadOnly = true })).ShouldBe("QRN4001");
    }

    [Fact]
    public void Write_to_a_store_opened_read_only_is_a_finding()
    {
        using var folder = new TempFolder();
        using (var writable = folder.Open()) LmdbOnlineStoreTests.Put(writable, "a"u8, [7]);
        using var store = new LmdbOnlineStore(folder.Path, new() { ReadOnly = true });
        LmdbOnlineStoreTests.Get(store, "a"u8).ShouldBe([7]);
        CodeOf(() => store.BeginWrite()).ShouldBe("QRN4002");
    }

    [Fact]
    public void File_cut_short_is_found_damaged_and_kills_nobody()
    {
        using var folder = new TempFolder();
        using (var store = folder.Open())
            for (byte i = 0; i < 200; i++)
                LmdbOnlineStoreTests.Put(store, [i], new byte[1000]);
        using (var file = new FileStream(folder.Data, FileMode.Open)) file.SetLength(5 * 4096);
        CodeOf(() =>
        {
            using var store = folder.Open();
            for (byte i = 0; i < 200; i++) LmdbOnlineStoreTests.Get(store, [i]);
        }).ShouldBe("QRN4006");
    }

    [Fact]
    public void Full_disk_is_a_finding_and_the_store_stays_whole()
    {
        using var folder = new TempFolder();
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.Path) != 0) Assert.Skip("Needs the right to mount a small disk.");
        try
        {
            using var store = folder.Open();
            LmdbOnlineStoreTests.Put(store, "a"u8, [1]);
            CodeOf(() => LmdbOnlineStoreTests.Put(store, "b"u8, new byte[4 << 20])).ShouldBe("QRN4005");
            LmdbOnlineStoreTests.Get(store, "a"u8).ShouldBe([1]);
            LmdbOnlineStoreTests.Put(store, "a"u8, [2]);
            LmdbOnlineStoreTests.Get(store, "a"u8).ShouldBe([2]);
        }
        finally
        {
            Run("umount", "-l", folder.Path);
        }
    }

    [Fact]
    public void Read_only_disk_is_a_finding()
    {
        using var folder = new TempFolder();
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", folder.Path) != 0) Assert.Skip("Needs the right to mount a small disk.");
        try
        {
            CodeOf(() => folder.Open()).ShouldBe("QRN4002");
        }
        finally
        {
            Run("umount", "-l", folder.Path);
        }
    }

    private static string CodeOf(Action action) => Should.Throw<QuernException>(action).Findings[0].Code;

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    // Overwrites the version in the record that names the format, or the name of that record.
    private static void Replace(string path, string find, string with, bool key)
    {
        var bytes = File.ReadAllBytes(path);
        var (found, replacement) = (Encoding.UTF8.GetBytes(find), Encoding.UTF8.GetBytes(with));
        for (var at = bytes.AsSpan().IndexOf(found); at >= 0; at = bytes.AsSpan(at + 1).IndexOf(found) is var next && next >= 0 ? at + 1 + next : -1)
        {
            replacement.CopyTo(bytes, at);
            if (key) bytes[at - 1] = (byte)'x';
        }

        File.WriteAllBytes(path, bytes);
    }
}
