using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Quern.Benchmarks.Http;

/// <summary>
/// Drives a server at a given rate, whether or not it keeps up: a request has an instant at which it is due, and its latency counts from then, so that waiting behind others is part of it. In a process of
/// its own, with a thread for each connection.
/// </summary>
internal static class OpenLoad
{
    internal const string Command = "http-open-load";

    private const int LongestAnswer = 16 << 20;

    /// <summary>Drives a server.</summary>
    internal static Load Run(string url, string body, double rate, int seconds)
    {
        using var process = BenchProcess.Start(Command, url, body, rate.ToString(CultureInfo.InvariantCulture), seconds.ToString(CultureInfo.InvariantCulture));
        var figures = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        return process.ExitCode == 0 && figures is [var answered, var half, var most] ? new(Parse(answered), Parse(half), Parse(most)) : throw new InvalidOperationException("Some requests failed.");
    }

    /// <summary>What the process does.</summary>
    internal static Task<int> RunAsync(string[] args)
    {
        var (url, rate, seconds) = (new Uri(args[0]), Parse(args[2]), Parse(args[3]));
        var request = Encoding.UTF8.GetBytes($"POST /get-online-features HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: {args[1].Length}\r\n\r\n{args[1]}");
        var start = MonotonicTime.Now + 100_000_000;
        var latencies = new List<long>[Wrk.Connections];
        var threads = Enumerable.Range(0, Wrk.Connections).Select(number => new Thread(() => latencies[number] = Drive(url, request, start, rate, number, seconds)) { IsBackground = true }).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        long[] all = [.. latencies.SelectMany(list => list).Order()];
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{all.Length / seconds} {all[all.Length / 2] / 1e6} {all[(int)(all.Length * 0.99)] / 1e6}"));
        return Task.FromResult(0);
    }

    // Connections take turns: of 16, the first has the requests 0, 16, 32, ….
    private static List<long> Drive(Uri url, byte[] request, long start, double rate, int number, double seconds)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(new IPEndPoint(IPAddress.Loopback, url.Port));
        var (latencies, buffer) = (new List<long>((int)(rate * seconds / Wrk.Connections) + 1), new byte[LongestAnswer]);
        for (var i = number; i < rate * seconds; i += Wrk.Connections)
        {
            var due = start + (long)(i / rate * 1e9);
            MonotonicTime.SleepUntil(due);
            socket.Send(request);
            ReadAnswer(socket, buffer);
            latencies.Add(MonotonicTime.Now - due);
        }

        return latencies;
    }

    private static void ReadAnswer(Socket socket, byte[] buffer)
    {
        var length = 0;
        do length += socket.Receive(buffer.AsSpan(length));
        while (!IsWhole(buffer.AsSpan(0, length)));
        if (!buffer.AsSpan().StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException($"A request failed: {Encoding.UTF8.GetString(buffer.AsSpan(0, length))}");
    }

    // Without a length the body comes in chunks, of which an empty one is the last.
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var mark = answer[..end].IndexOf("Content-Length: "u8);
        if (mark < 0) return answer.EndsWith("\r\n0\r\n\r\n"u8);
        Utf8Parser.TryParse(answer[(mark + 16)..], out int body, out _);
        return answer.Length == end + 4 + body;
    }

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
