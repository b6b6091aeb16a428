using System.Diagnostics;
using System.Globalization;

namespace Quern.Benchmarks.Streams;

/// <summary>
/// How long a server takes from the start of its process to its first answered vector, with millions of events in state: after it was killed under load, with what it had not yet
/// written into state to be read from the log, and after it was stopped in order.
/// </summary>
internal static class StartBenchmark
{
    public const string FillCommand = "streams-start-fill";
    private const double Most = 2;
    private static readonly TimeSpan UnderLoad = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        var millions = BenchArguments.Number(args, usual: 10);
        var folder = Directory.CreateTempSubdirectory("quern-start-");
        try
        {
            FillAndKill(folder.FullName, millions);
            var (killed, processor, tail) = await StartAsync(folder.FullName).ConfigureAwait(false);
            var (stopped, after, _) = await StartAsync(folder.FullName).ConfigureAwait(false);
            var bytes = folder.EnumerateFiles("*.mdb", SearchOption.AllDirectories).Sum(file => file.Length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{millions} million events and more, {bytes >> 20:N0} MiB of log and state"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first vector after a kill under load, {tail:N0} events not in state yet   {killed:F2} s, {processor:F2} s of processor time"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first vector after a stop in order                                 {stopped:F2} s, {after:F2} s of processor time"));
            Console.WriteLine(killed < Most ? "floor: passed" : "floor: missed");
            return killed < Most ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What the process does that is killed: it takes events, says when there are enough, and goes on.</summary>
    public static async Task<int> FillAsync(string[] args)
    {
        await ClickFill.RunAsync(args[0], 1_000_000 * long.Parse(args[1], CultureInfo.InvariantCulture), ClickBodies.Users, ClickBodies.Shops, async push =>
        {
            Console.WriteLine("filled");
            while (true) await push().ConfigureAwait(false);
        }).ConfigureAwait(false);
        return 0;
    }

    private static void FillAndKill(string folder, int millions)
    {
        using var process = BenchProcess.Start(FillCommand, folder, millions.ToString(CultureInfo.InvariantCulture));
        if (process.StandardOutput.ReadLine() != "filled") throw new InvalidOperationException("The stores could not be filled.");
        Thread.Sleep(UnderLoad);
        process.Kill();
        process.WaitForExit();
    }

    private static async Task<(double Seconds, double Processor, long Tail)> StartAsync(string folder)
    {
        var watch = Stopwatch.StartNew();
        using var server = ClickServer.Start(folder);
        using var client = new ClickClient(server.Url);
        if (await client.ReadAsync(1, 1, 1).ConfigureAwait(false) == 0) throw new InvalidOperationException("A user with many clicks has none.");
        var seconds = watch.Elapsed.TotalSeconds;
        return (seconds, server.ProcessorSeconds, await client.LagAsync().ConfigureAwait(false));
    }
}
