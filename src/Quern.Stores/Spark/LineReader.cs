using Quern.Engine.Kernel;

namespace Quern.Stores.Spark;

/// <summary>Reads lines as bytes. A line ends with a line feed and nothing else ends one.</summary>
internal sealed class LineReader(Stream input)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>Gets the number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the next line, valid until the next call; false at the end.</summary>
    /// <exception cref="QuernException">The input ends within a line.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var looked = _start;
        while (true)
        {
            var at = _buffer.AsSpan(looked, _end - looked).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = _buffer.AsSpan(_start, looked + at - _start);
                _start = looked + at + 1;
                Number++;
                return true;
            }

            looked = _end - _start;
            MakeRoom();
            var read = input.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            if (read > 0) continue;
            line = default;
            // Half a line could be a whole one of another meaning.
            return _end == 0 ? false : throw KernelFindings.Malformed(Number + 1, "the input ends within it", _buffer.AsSpan(0, _end));
        }
    }

    private void MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
