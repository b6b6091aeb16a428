using System.Diagnostics;
using System.Globalization;

namespace Quern.Benchmarks.Streams;

/// <summary>
/// An application that reads random entities, one after a millisecond each, in a process of its own: in that of those who push, an answer would wait for their work before its time is
/// taken.
/// </summary>
internal sealed class ClickReader : IDisposable
{
    public const string Command = "streams-http-reader";
    private readonly Process _process;

    private ClickReader(Process process) => _process = process;

    /// <summary>Starts to read.</summary>
    public static ClickReader Start(Uri server)
    {
        var process = BenchProcess.Start(Command, server.ToString());
        // It has warmed up, and what follows is measured.
        process.StandardOutput.ReadLine();
        return new(process);
    }

    /// <summary>Ends, and says how long half and 99 of 100 reads took at most, in milliseconds.</summary>
    public (double Half, double Most) Stop()
    {
        _process.StandardInput.Close();
        var times = _process.StandardOutput.ReadLine()!.Split(' ');
        _process.WaitForExit();
        return (double.Parse(times[0], CultureInfo.InvariantCulture), double.Parse(times[1], CultureInfo.InvariantCulture));
    }

    /// <summary>What the process does: it reads until its input ends.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var client = new ClickClient(new(args[0]));
        using var warm = new CancellationTokenSource(TimeSpan.FromSeconds(4));
        await client.ReadAsync(warm.Token).ConfigureAwait(false);
        Console.WriteLine("reading");
        using var stop = new CancellationTokenSource();
        var reading = client.ReadAsync(stop.Token);
        await Console.In.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        var latencies = await reading.ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{latencies.At(0.5):F3} {latencies.At(0.99):F3}"));
        return 0;
    }

    public void Dispose() => _process.Dispose();
}
