using System.Net;
using System.Net.Sockets;

namespace Quern.Cli.Tests.Robustness.Chaos;

/// <summary>A network between a program and a server: it can be cut, hold everything back, or lead to another server.</summary>
internal sealed class Relay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ManualResetEventSlim _flows = new(initialState: true);
    private readonly HashSet<Socket> _sockets = [];
    private volatile bool _isCut;
    private volatile int _target;

    public Relay(int target)
    {
        _target = target;
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections end, and new ones end at once.</summary>
    public void Cut()
    {
        _isCut = true;
        Drop();
    }

    public void Mend() => _isCut = false;

    /// <summary>Nothing gets through, and nobody is told.</summary>
    public void Hang() => _flows.Reset();

    public void Flow() => _flows.Set();

    /// <summary>Leads to another server from now on.</summary>
    public void LeadTo(int target)
    {
        _target = target;
        Drop();
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        Cut();
        Flow();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var one = _listener.AcceptSocket();
                var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    if (_isCut) throw new SocketException((int)SocketError.ConnectionReset);
                    other.Connect(IPAddress.Loopback, _target);
                }
                catch (SocketException)
                {
                    one.Dispose();
                    other.Dispose();
                    continue;
                }

                lock (_sockets) _sockets.UnionWith([one, other]);
                foreach (var (from, to) in new[] { (one, other), (other, one) }) new Thread(() => Pass(from, to)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException) when (_end.IsCancellationRequested)
        {
            // It is over.
        }
    }

    private void Pass(Socket from, Socket to)
    {
        var bytes = new byte[1 << 16];
        try
        {
            while (from.Receive(bytes) is > 0 and var count)
            {
                _flows.Wait(_end.Token);
                for (var sent = 0; sent < count;) sent += to.Send(bytes, sent, count - sent, SocketFlags.None);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut.
        }

        lock (_sockets) _sockets.ExceptWith([from, to]);
        from.Dispose();
        to.Dispose();
    }

    private void Drop()
    {
        lock (_sockets)
        {
            foreach (var socket in _sockets) socket.Dispose();
            _sockets.Clear();
        }
    }
}
