using System.Buffers.Binary;
using Npgsql;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>
/// Rows as COPY sends them in its binary form, some at a time: of each row how many values it has, of each value its length and its bytes, -1 for null; after the last row a count of -1
/// (PostgreSQL, COPY, "Binary Format"). The bytes stay where they arrive; of each value it is noted where it lies.
/// </summary>
internal sealed class CopyChunk(int columns)
{
    /// <summary>How many rows are held at most.</summary>
    public const int MostRows = 2048;

    // A signature, flags, and the length of what else may follow.
    private const int HeaderLength = 19;
    private const int NoMoreRows = -1;
    private readonly int[] _offsets = new int[columns * MostRows];
    private readonly int[] _lengths = new int[columns * MostRows];
    private byte[] _bytes = new byte[1 << 18];
    private int _filled;
    private int _read;
    private bool _isBegun;
    private bool _isEnd;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The values of a column.</summary>
    public CopyValues this[int column] => new(_bytes, _offsets.AsSpan(column * MostRows, MostRows), _lengths.AsSpan(column * MostRows, MostRows));

    /// <summary>Makes it ready for the answer to another query.</summary>
    public void Reset() => (_filled, _read, _isBegun, _isEnd, Count) = (0, 0, false, false, 0);

    /// <summary>Reads the next rows into the place of those that it held.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Fill(NpgsqlRawCopyStream rows)
    {
        _bytes.AsSpan(_read, _filled - _read).CopyTo(_bytes);
        (_filled, _read, Count) = (_filled - _read, 0, 0);
        while (Count < MostRows && !_isEnd)
        {
            if (TakeRow()) continue;
            // Rows that are whole are given before room is made for a long one.
            if (_filled == _bytes.Length && Count > 0) break;
            if (_filled == _bytes.Length) Array.Resize(ref _bytes, checked(_bytes.Length * 2));
            var length = rows.Read(_bytes.AsSpan(_filled));
            if (length == 0) throw new EndOfStreamException("The server sent a row in part.");
            _filled += length;
        }

        // What comes behind the last row is not rows; the driver waits for it to be taken.
        if (_isEnd && Count == 0) while (rows.Read(_bytes) > 0) _read = _filled = 0;
        return Count > 0;
    }

    private bool TakeRow()
    {
        if (!_isBegun && !TakeHeader()) return false;
        var at = _read;
        if (_filled - at < 2) return false;
        _isEnd = BinaryPrimitives.ReadInt16BigEndian(_bytes.AsSpan(at)) == NoMoreRows;
        if (_isEnd) return true;
        at += 2;
        for (var column = 0; column < columns; column++)
        {
            if (_filled - at < 4) return false;
            var length = BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(at));
            at += 4;
            if (_filled - at < Math.Max(0, length)) return false;
            var place = (column * MostRows) + Count;
            (_offsets[place], _lengths[place]) = (at, length);
            at += Math.Max(0, length);
        }

        _read = at;
        Count++;
        return true;
    }

    private bool TakeHeader()
    {
        if (_filled < HeaderLength) return false;
        var length = HeaderLength + BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(HeaderLength - 4));
        if (_filled < length) return false;
        (_read, _isBegun) = (length, true);
        return true;
    }
}
