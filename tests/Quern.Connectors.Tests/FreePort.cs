using System.Net;
using System.Net.Sockets;

namespace Quern.Connectors.Tests;

/// <summary>Ports for servers that tests start.</summary>
internal static class FreePort
{
    /// <summary>One that nobody has; not one of those that are given to outgoing connections: while the server is away, another connection could get it.</summary>
    /// <param name="second">How far beyond it lies another that the server takes too; 0 for none.</param>
    public static int Find(int second = 0)
    {
        while (true)
        {
            var port = Random.Shared.Next(12_000, 32_000 - second);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                using var other = new TcpListener(IPAddress.Loopback, second == 0 ? 0 : port + second);
                other.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
