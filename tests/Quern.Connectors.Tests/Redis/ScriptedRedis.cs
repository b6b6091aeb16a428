using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Quern.Connectors.Tests.Redis;

/// <summary>A server that takes commands as Redis does, and answers what a test says, cut as it says.</summary>
internal sealed class ScriptedRedis : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<string[], byte[]?> _answer;
    private readonly Func<int>? _cut;
    private int _connections;

    /// <param name="answer">The bytes that answer MGET; null to close the connection instead.</param>
    /// <param name="cut">How many bytes are sent at once; null for all.</param>
    /// <param name="port">Where it listens; 0 for any that is free.</param>
    public ScriptedRedis(Func<string[], byte[]?> answer, Func<int>? cut = null, int port = 0)
    {
        (_listener, _answer, _cut) = (new(IPAddress.Loopback, port), answer, cut);
        _listener.Start();
        new Thread(Listen) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections there have been.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What says whether somebody is let in.</summary>
    public string Greeting { get; init; } = "+OK\r\n";

    /// <summary>An answer of values.</summary>
    public static byte[] Values(params byte[]?[] values)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Line($"*{values.Length}"));
        foreach (var value in values)
        {
            bytes.Write(Line($"${value?.Length ?? -1}"));
            if (value is not null) bytes.Write([.. value, .. "\r\n"u8]);
        }

        return bytes.ToArray();
    }

    public static byte[] Line(string text) => Encoding.UTF8.GetBytes(text + "\r\n");

    public void Dispose() => _listener.Dispose();

    private void Listen()
    {
        try
        {
            while (true)
            {
                var socket = _listener.AcceptSocket();
                Interlocked.Increment(ref _connections);
                new Thread(() => Serve(socket)) { IsBackground = true }.Start();
            }
        }
        catch (Exception over) when (over is SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private void Serve(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            while (Command(stream) is { } words)
            {
                if ((words[0] == "MGET" ? _answer(words[1..]) : Encoding.UTF8.GetBytes(Greeting)) is not { } answer) return;
                for (var (sent, next) = (0, 0); sent < answer.Length; sent += next) stream.Write(answer, sent, next = Math.Min(_cut?.Invoke() ?? answer.Length, answer.Length - sent));
            }
        }
        catch (IOException)
        {
            // The other side has gone.
        }
    }

    private static string[]? Command(NetworkStream stream)
    {
        if (ReadLine(stream) is not { } head) return null;
        var words = new string[int.Parse(head.AsSpan(1), CultureInfo.InvariantCulture)];
        for (var i = 0; i < words.Length; i++)
        {
            var word = new byte[int.Parse(ReadLine(stream)!.AsSpan(1), CultureInfo.InvariantCulture) + 2];
            stream.ReadExactly(word);
            words[i] = Encoding.UTF8.GetString(word.AsSpan(..^2));
        }

        return words;
    }

    private static string? ReadLine(NetworkStream stream)
    {
        var line = new StringBuilder();
        for (int next; (next = stream.ReadByte()) != '\n'; line.Append((char)next))
            if (next < 0)
                return null;
        return line.ToString(0, line.Length - 1);
    }
}
