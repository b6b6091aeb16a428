using System.Buffers.Text;
using System.Text;

namespace Quern.Connectors.Redis;

/// <summary>
/// What Redis answers to a question for many values, in RESP 2: an array of texts of given lengths, of which some may be missing. Values are not copied: they lie where they were received until <see cref="Clear"/>, those of earlier
/// questions too. For one thread.
/// </summary>
internal sealed class Replies
{
    private const int UsualBytes = 64 << 10;
    private const int MostKept = 1 << 20;
    private const int Missing = -1;
    private readonly List<(int Start, int Length)> _values = [];
    // None before the first answer: many snapshots never ask.
    private byte[] _bytes = [];
    // Places within the bytes: where the answer begins, how far it was understood, and how far received.
    private int _begin;
    private int _at;
    private int _end;

    /// <summary>A value of the last answer; null for one that is missing.</summary>
    public ReadOnlyMemory<byte>? this[int index] => _values[index] is { Length: not Missing } value ? _bytes.AsMemory(_begin + value.Start, value.Length) : default(ReadOnlyMemory<byte>?);

    /// <summary>Forgets all, and gives back what an answer of unusual size took.</summary>
    public void Clear()
    {
        _values.Clear();
        _begin = _at = _end = 0;
        if (_bytes.Length > MostKept) _bytes = [];
    }

    /// <summary>Receives an answer.</summary>
    /// <param name="stream">Where it comes from; nothing else comes from there.</param>
    /// <param name="count">How many values there are.</param>
    /// <param name="deadline">Ends it.</param>
    /// <exception cref="RedisRefusal">The server says that it does not answer, and why.</exception>
    /// <exception cref="IOException">It ends within the answer, or what it says is no such answer.</exception>
    /// <exception cref="TimeoutException">The deadline has come.</exception>
    public void Receive(Stream stream, int count, in Deadline deadline)
    {
        Begin();
        if (Number(stream, '*', deadline) != count) throw Strange();
        for (var i = 0; i < count; i++)
        {
            var length = Number(stream, '$', deadline);
            if (length < Missing) throw Strange();
            _values.Add((_at - _begin, length));
            if (length == Missing) continue;
            while (_end - _at < length + 2) Fill(stream, length + 2, deadline);
            _at += length;
            if (_bytes[_at++] != '\r' || _bytes[_at++] != '\n') throw Strange();
        }

        if (_at != _end) throw Strange();
    }

    /// <summary>Receives the answer to a command that has no values.</summary>
    /// <exception cref="RedisRefusal">The server says that it does not do it, and why.</exception>
    /// <exception cref="IOException">It ends, or what it says is no such answer.</exception>
    /// <exception cref="TimeoutException">The deadline has come.</exception>
    public void Receive(Stream stream, in Deadline deadline)
    {
        Begin();
        if (Line(stream, deadline)[0] != '+') throw Strange();
    }

    private static IOException Strange() => new("The server does not answer as Redis does.");

    private void Begin()
    {
        _values.Clear();
        _begin = _at = _end;
    }

    private int Number(Stream stream, char kind, in Deadline deadline)
    {
        var line = Line(stream, deadline);
        return line[0] == kind && Utf8Parser.TryParse(line[1..], out int number, out var used) && used == line.Length - 1 ? number : throw Strange();
    }

    // Without its end; at least one byte.
    private ReadOnlySpan<byte> Line(Stream stream, in Deadline deadline)
    {
        var looked = 0;
        int length;
        while ((length = _bytes.AsSpan(_at + looked, _end - _at - looked).IndexOf((byte)'\n')) < 0)
        {
            looked = _end - _at;
            Fill(stream, looked + 1, deadline);
        }

        var line = _bytes.AsSpan(_at, looked + length);
        _at += line.Length + 1;
        if (line is not [_, .., (byte)'\r']) throw Strange();
        return line[0] == '-' ? throw new RedisRefusal(Encoding.UTF8.GetString(line[1..^1])) : line[..^1];
    }

    // Values of earlier answers stay in the array that they came into.
    private void Fill(Stream stream, int wanted, in Deadline deadline)
    {
        deadline.Check();
        if (_bytes.Length - _at < wanted)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(2 * (_end - _begin), Math.Max(UsualBytes, _at - _begin + wanted)));
            _bytes.AsSpan(_begin.._end).CopyTo(larger);
            (_bytes, _begin, _at, _end) = (larger, 0, _at - _begin, _end - _begin);
        }

        var received = stream.Read(_bytes, _end, _bytes.Length - _end);
        if (received == 0) throw new EndOfStreamException();
        _end += received;
    }
}
