using System.Buffers.Text;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Quern.Connectors.Redis;

/// <summary>A connection on which values are read, one question after the other. For one thread at a time; after an exception other than a refusal it must not be used again.</summary>
internal sealed class ReadConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private byte[] _question = new byte[4 << 10];
    private int _length;

    private ReadConnection(Socket socket, Stream stream) => (_socket, _stream) = (socket, stream);

    /// <summary>Connects, and is let in.</summary>
    /// <param name="settings">Where.</param>
    /// <param name="password">Opens the server; null for none.</param>
    /// <param name="deadline">Ends it.</param>
    /// <exception cref="Exception">It cannot: what <see cref="RedisErrors"/> knows.</exception>
    public static ReadConnection Open(RedisSettings settings, string? password, in Deadline deadline)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A socket that has once been used without waiting is slower for ever after, and one that waits knows no end.
            if (!Task.Factory.StartNew(() => socket.Connect(settings.Host, settings.Port), default, TaskCreationOptions.LongRunning, TaskScheduler.Default).Wait(deadline.Left)) throw new TimeoutException();
            Stream stream = new NetworkStream(socket) { ReadTimeout = Milliseconds(settings.Timeout), WriteTimeout = Milliseconds(settings.Timeout) };
            if (settings.IsTls)
            {
                var secure = new SslStream(stream);
                secure.AuthenticateAsClient(settings.Host);
                stream = secure;
            }

            var connection = new ReadConnection(socket, stream);
            connection.Begin(settings, password, deadline);
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks for the values of keys and receives them, all of one instant.</summary>
    public void Ask(ReadOnlySpan<byte[]> keys, Replies replies, in Deadline deadline)
    {
        Start(keys.Length + 1);
        Add("MGET"u8);
        foreach (var key in keys) Add(key);
        Send();
        replies.Receive(_stream, keys.Length, deadline);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static int Milliseconds(TimeSpan time) => (int)time.TotalMilliseconds;

    private void Begin(RedisSettings settings, string? password, in Deadline deadline)
    {
        var replies = new Replies();
        if (password is not null) Do(replies, deadline, "AUTH", password);
        if (settings.Database != 0) Do(replies, deadline, "SELECT", settings.Database.ToString(CultureInfo.InvariantCulture));
        try
        {
            Do(replies, deadline, "CLIENT", "SETNAME", "quern");
        }
        catch (RedisRefusal)
        {
            // For whoever looks at the server's connections; one that may not have a name still reads.
        }
    }

    private void Do(Replies replies, in Deadline deadline, params ReadOnlySpan<string> words)
    {
        Start(words.Length);
        foreach (var word in words) Add(Encoding.UTF8.GetBytes(word));
        Send();
        replies.Receive(_stream, deadline);
    }

    private void Start(int words)
    {
        _length = 0;
        AddNumber('*', words);
    }

    private void Add(ReadOnlySpan<byte> word)
    {
        AddNumber('$', word.Length);
        Require(word.Length + 2);
        word.CopyTo(_question.AsSpan(_length));
        _length += word.Length;
        EndLine();
    }

    private void AddNumber(char kind, int number)
    {
        Require(16);
        _question[_length++] = (byte)kind;
        Utf8Formatter.TryFormat(number, _question.AsSpan(_length), out var written);
        _length += written;
        EndLine();
    }

    private void EndLine()
    {
        _question[_length++] = (byte)'\r';
        _question[_length++] = (byte)'\n';
    }

    private void Require(int bytes)
    {
        if (_question.Length - _length < bytes) Array.Resize(ref _question, Math.Max(_question.Length * 2, _length + bytes));
    }

    private void Send() => _stream.Write(_question, 0, _length);
}
