using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Quern.Server.Tests.Alerts;

/// <summary>A mail server on a free port that takes every letter, or refuses the first ones.</summary>
internal sealed class MailServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public MailServer()
    {
        _listener.Start();
        new Thread(Run) { IsBackground = true }.Start();
    }

    public Uri Url => new($"smtp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>How many letters it still refuses.</summary>
    public int Refuses { get; set; }

    /// <summary>What came: all lines of each letter, with the envelope.</summary>
    public BlockingCollection<string> Letters { get; } = [];

    public void Dispose() => _listener.Stop();

    private void Run()
    {
        try
        {
            for (;;)
            {
                using var client = _listener.AcceptTcpClient();
                Serve(client);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private void Serve(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        writer.WriteLine("220 ready");
        for (var letter = new List<string>(); reader.ReadLine() is { } line;)
        {
            letter.Add(line);
            if (line.StartsWith("MAIL", StringComparison.Ordinal) && Refuses > 0)
            {
                Refuses--;
                writer.WriteLine("451 later");
                continue;
            }

            if (line == "DATA")
            {
                writer.WriteLine("354 go on");
                while (reader.ReadLine() is { } text && text != ".") letter.Add(text);
                Letters.Add(string.Join('\n', letter));
            }

            writer.WriteLine(line == "QUIT" ? "221 bye" : "250 ok");
            if (line == "QUIT") return;
        }
    }
}
