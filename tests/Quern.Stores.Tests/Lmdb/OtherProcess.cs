using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Quern.Engine.Online;
using Quern.Stores.Lmdb;

namespace Quern.Stores.Tests.Lmdb;

/// <summary>
/// A second process that writes to a store until it is killed: this test program again, told so by its environment. Each of its commits writes one number, one higher than the last,
/// to many records; after the first it says so. It is killed with <see cref="Dispose"/>, and ends by itself after a minute, should nobody be there to do so.
/// </summary>
internal sealed class OtherProcess : IDisposable
{
    public const int Records = 200;
    private const string Folder = "QUERN_TEST_WRITES_TO";
    private readonly Process _process;

    private OtherProcess(Process process) => _process = process;

    public static OtherProcess StartWriter(string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(OtherProcess).Assembly.Location);
        start.Environment[Folder] = folder;
        var process = Process.Start(start)!;
        process.StandardOutput.ReadLine().ShouldBe("writing");
        return new(process);
    }

    /// <summary>The number that all records hold; fails when they do not agree.</summary>
    public static int ReadNumber(IOnlineSnapshot snapshot)
    {
        snapshot.Renew();
        var numbers = new HashSet<int>();
        var count = 0;
        for (var partition = 0; partition < 10; partition++)
        {
            snapshot.Seek(Partition(partition), default);
            for (; snapshot.Next(out _, out var value); count++) numbers.Add(int.Parse(value[..8], CultureInfo.InvariantCulture));
        }

        count.ShouldBe(Records);
        snapshot.Release();
        return numbers.ShouldHaveSingleItem();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [ModuleInitializer]
    internal static void WriteWhenTold()
    {
        if (Environment.GetEnvironmentVariable(Folder) is not { } folder) return;
        using var store = new LmdbOnlineStore(folder, new() { Headroom = 8 << 20 });
        var clock = Stopwatch.StartNew();
        for (var number = 1; clock.Elapsed < TimeSpan.FromMinutes(1); number++)
        {
            Commit(store, number);
            if (number == 1) Console.WriteLine("writing");
        }

        Environment.Exit(0);
    }

    // Values grow, so that the map must too.
    private static void Commit(IOnlineStore store, int number)
    {
        using var write = store.BeginWrite();
        var value = Encoding.UTF8.GetBytes(number.ToString("D8", CultureInfo.InvariantCulture) + new string('v', Math.Min(20_000, number * 10)));
        for (var i = 0; i < Records; i++) write.Put(Partition(i % 10), BitConverter.GetBytes(i), value);
        write.Commit();
    }

    private static byte[] Partition(int number) => [(byte)('a' + number)];
}
