using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Quern.Benchmarks.Http;
using Quern.Connectors.Redis;

namespace Quern.Benchmarks.Online;

/// <summary>A Redis server of its own, without persistence, and its own load driver.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly Process _server;

    public RedisProcess()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        _server = Process.Start(new ProcessStartInfo("redis-server", ["--port", Text(Port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]) { RedirectStandardOutput = true })!;
        // Read to its end, so that what it says never stops it.
        _ = _server.StandardOutput.ReadToEndAsync();
        while (Run("redis-cli", "-p", Text(Port), "ping").Trim() != "PONG")
        {
        }
    }

    public int Port { get; }

    public RedisSettings Settings => new() { Path = "online.redis", Host = "127.0.0.1", Port = Port, Prefix = "benchmark", Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Requests a second of a command, by redis-benchmark over 50 connections; what it puts for numbers of chance is less than the number of entities.</summary>
    public double Rate(int requests, params string[] command)
    {
        var said = Run("redis-benchmark", ["-p", Text(Port), "-n", Text(requests), "-r", Text(WideService.Entities), "--csv", .. command]);
        return double.Parse(said.Trim().Split('\n')[^1].Split("\",\"")[1], CultureInfo.InvariantCulture);
    }

    public string Ask(params string[] command) => Run("redis-cli", ["-p", Text(Port), .. command]).Trim();

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said;
    }
}
