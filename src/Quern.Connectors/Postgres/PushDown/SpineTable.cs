using System.Buffers.Binary;
using Npgsql;
using Quern.Connectors.Postgres.Sources;
using Quern.Time;
using Quern.Values;

namespace Quern.Connectors.Postgres.PushDown;

/// <summary>
/// The rows that are asked for, as a temporary table: each with its number, the parts of its keys, and the instants between which its windows lie, worked out here by the rule that the sweep has. So SQL compares
/// instants and computes none. All views of a database share it, and what two of them need is a column once.
/// </summary>
/// <param name="times">The instant of each row.</param>
internal sealed class SpineTable(Int64Column times)
{
    /// <summary>The table as SQL names it.</summary>
    public const string Name = "pg_temp.quern_rows";

    /// <summary>The column with the row's number.</summary>
    public const string Number = "s.n";

    private const int Flushed = 1 << 16;
    private const int Longest = 1 << 10;
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];
    private readonly List<SpineColumn> _columns = [];

    /// <summary>Gets whether the server can have the instants, and any window's before them.</summary>
    public bool HasUsualTimes
    {
        get
        {
            foreach (var time in times.Values)
                if (!new Instant(time).IsUsable)
                    return false;
            return true;
        }
    }

    /// <summary>Gets how many columns it has.</summary>
    public int Columns => 1 + _columns.Count;

    /// <summary>The column with a part of a key.</summary>
    /// <param name="values">The rows' values.</param>
    /// <param name="type">Its type, and its collation where it is a text: those of the column that it is compared with.</param>
    public string Key(Column values, string type) => Add(new(type, values, null, null));

    /// <summary>The column with an instant for each row: the start, or the end, of what a window covers.</summary>
    /// <param name="type">Its type: that of the column that it is compared with.</param>
    /// <param name="what">What tells apart two such instants.</param>
    /// <param name="of">The instant for a row's instant, in microseconds since 1970.</param>
    public string Bound(string type, string what, Func<long, long> of) => Add(new(type, null, of, what));

    /// <summary>The statement that makes it.</summary>
    public string Create() => $"CREATE TEMPORARY TABLE quern_rows (n integer NOT NULL{string.Concat(_columns.Select((column, i) => $", c{i} {column.Type}"))})";

    /// <summary>Sends the rows.</summary>
    public void Send(NpgsqlConnection connection, CancellationToken cancellation)
    {
        using (var stream = connection.BeginRawBinaryCopy($"COPY {Name} FROM STDIN (FORMAT BINARY)"))
        {
            stream.Write(Header);
            var buffer = new RowBuffer();
            for (var row = 0; row < times.Count; row++)
            {
                buffer.Int16((short)Columns);
                buffer.Whole(row);
                foreach (var column in _columns) Write(buffer, column, row);
                if (buffer.Count < Flushed) continue;
                cancellation.ThrowIfCancellationRequested();
                stream.Write(buffer.Take());
            }

            buffer.Int16(-1);
            stream.Write(buffer.Take());
        }

        using var analyze = new NpgsqlCommand($"ANALYZE {Name}", connection);
        analyze.ExecuteNonQuery();
    }

    private void Write(RowBuffer buffer, SpineColumn column, int row)
    {
        if (column.Bound is { } bound) buffer.Whole(bound(times.Values[row]) - TimeReader.Epoch);
        else if (column.Keys!.IsNull(row)) buffer.Null();
        else if (column.Keys is Int64Column wholes) buffer.Whole(wholes.Values[row]);
        // The server has no text with a zero byte, so that a key with one finds nothing, as a null does.
        else if (column.Keys is TextColumn texts && texts.Pool.Utf8(texts.Codes[row]) is var text && !text.Contains((byte)0)) buffer.Bytes(text);
        else buffer.Null();
    }

    private string Add(SpineColumn column)
    {
        var at = _columns.FindIndex(known => known.Type == column.Type && ReferenceEquals(known.Keys, column.Keys) && known.What == column.What);
        if (at < 0) _columns.Add(column);
        return $"s.c{(at < 0 ? _columns.Count - 1 : at)}";
    }

    private sealed record SpineColumn(string Type, Column? Keys, Func<long, long>? Bound, string? What);

    /// <summary>Rows as COPY takes them in its binary form: of each how many values it has, of each value its length and its bytes.</summary>
    private sealed class RowBuffer
    {
        private byte[] _bytes = new byte[Flushed + Longest];

        public int Count { get; private set; }

        public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Reserve(2), value);

        public void Whole(int value)
        {
            BinaryPrimitives.WriteInt32BigEndian(Reserve(4), 4);
            BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);
        }

        public void Whole(long value)
        {
            BinaryPrimitives.WriteInt32BigEndian(Reserve(4), 8);
            BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);
        }

        public void Null() => BinaryPrimitives.WriteInt32BigEndian(Reserve(4), -1);

        public void Bytes(ReadOnlySpan<byte> value)
        {
            BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value.Length);
            value.CopyTo(Reserve(value.Length));
        }

        /// <summary>What it holds, which it forgets.</summary>
        public ReadOnlySpan<byte> Take()
        {
            var taken = _bytes.AsSpan(0, Count);
            Count = 0;
            return taken;
        }

        private Span<byte> Reserve(int length)
        {
            if (Count + length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(Count + length, checked(_bytes.Length * 2)));
            Count += length;
            return _bytes.AsSpan(Count - length, length);
        }
    }
}
