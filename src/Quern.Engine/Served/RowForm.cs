using System.Buffers.Binary;
using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>
/// One logged row as bytes: the instant (8), the row's number (4), the request's id (its length in 1 byte, then ASCII), each input (1 byte: whether it is there; then the value), the event times
/// and then up to where each read's state had come (8 each), each output (its status in 1 byte; the value, where the status has one). A value is 8 bytes where its width is fixed, else its length (4) and its bytes.
/// </summary>
internal static class RowForm
{
    private const int Head = 8 + 4 + 1;

    /// <summary>How many bytes a row takes.</summary>
    public static int Measure(in ServedRequest request, int row)
    {
        var bytes = Head + request.Id.Length + (8 * ((2 * request.ReadTimes.Length) + request.LookupTimes.Length));
        for (var i = 0; i < request.JoinKeys.Count; i++) bytes += SizeOf(request.JoinKeys[i], row);
        for (var i = 0; i < request.Requests.Count; i++) bytes += SizeOf(request.Requests[i], row);
        foreach (var column in request.Outputs) bytes += SizeOf(column, row);
        return bytes;
    }

    /// <summary>Writes a row into as many bytes as <see cref="Measure"/> said.</summary>
    public static void Write(in ServedRequest request, int row, Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, request.At.Microseconds);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], row);
        target[12] = (byte)request.Id.Length;
        target = target[Head..];
        for (var i = 0; i < request.Id.Length; i++) target[i] = (byte)request.Id[i];
        target = target[request.Id.Length..];
        for (var i = 0; i < request.JoinKeys.Count; i++) Write(request.JoinKeys[i], row, ref target);
        for (var i = 0; i < request.Requests.Count; i++) Write(request.Requests[i], row, ref target);
        foreach (var times in request.ReadTimes) Write(times[row], ref target);
        foreach (var times in request.LookupTimes) Write(times[row], ref target);
        for (var read = 0; read < request.ReadTimes.Length; read++) Write(read < request.OnlineTo.Length ? request.OnlineTo[read] : 0, ref target);
        foreach (var column in request.Outputs) Write(column, row, ref target);
    }

    /// <summary>Appends the row at the beginning of some bytes to a batch.</summary>
    /// <returns>How many bytes it took.</returns>
    public static int Read(ReadOnlySpan<byte> source, ServedBatch batch)
    {
        var rest = source;
        var row = batch.Count;
        batch.At.Append(BinaryPrimitives.ReadInt64LittleEndian(rest));
        batch.RowNumbers.Append(BinaryPrimitives.ReadInt32LittleEndian(rest[8..]));
        var id = rest.Slice(Head, rest[12]);
        batch.RequestIds.Append(id);
        rest = rest[(Head + id.Length)..];
        foreach (var column in batch.Inputs) Read(column, ref rest);
        foreach (var times in batch.EventTimes) times.Append(ReadBits(ref rest));
        foreach (var to in batch.OnlineTo) to.Append(ReadBits(ref rest));
        for (var i = 0; i < batch.Outputs.Count; i++) Read(batch.Outputs[i].Type, batch.Writers[i], row, ref rest);
        batch.Count++;
        return source.Length - rest.Length;
    }

    private static int SizeOf(Column column, int row) => column.IsNull(row) ? 1 : column is TextColumn text ? 5 + text.Pool.Utf8(text.Codes[row]).Length : 9;

    private static int SizeOf(ResultColumn column, int row) => !column.ToldStatusOf(row).HasValue() ? 1 : column.Type.IsFixedWidth ? 9 : 5 + column.Encoded(row).Length;

    private static void Write(Column column, int row, ref Span<byte> target)
    {
        var isThere = !column.IsNull(row);
        target[0] = isThere ? (byte)1 : (byte)0;
        target = target[1..];
        if (!isThere) return;
        switch (column)
        {
            case TextColumn text:
                Write(text.Pool.Utf8(text.Codes[row]), ref target);
                break;
            case Float64Column real:
                Write(BitConverter.DoubleToInt64Bits(real.Values[row]), ref target);
                break;
            default:
                Write(((Int64Column)column).Values[row], ref target);
                break;
        }
    }

    private static void Write(ResultColumn column, int row, ref Span<byte> target)
    {
        var status = column.ToldStatusOf(row);
        target[0] = (byte)status;
        target = target[1..];
        if (!status.HasValue()) return;
        if (column.Type.IsFixedWidth) Write(column.Slots[row], ref target);
        else Write(column.Encoded(row), ref target);
    }

    private static void Write(long bits, ref Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, bits);
        target = target[8..];
    }

    private static void Write(ReadOnlySpan<byte> bytes, ref Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, bytes.Length);
        bytes.CopyTo(target[4..]);
        target = target[(4 + bytes.Length)..];
    }

    private static void Read(Column column, ref ReadOnlySpan<byte> rest)
    {
        var isThere = rest[0] != 0;
        rest = rest[1..];
        if (!isThere) column.AppendNull();
        else if (column is TextColumn text) text.Append(ReadBytes(ref rest));
        else if (column is Float64Column real) real.Append(BitConverter.Int64BitsToDouble(ReadBits(ref rest)));
        else ((Int64Column)column).Append(ReadBits(ref rest));
    }

    private static void Read(DataType type, ResultWriter writer, int row, ref ReadOnlySpan<byte> rest)
    {
        var status = (FeatureStatus)rest[0];
        rest = rest[1..];
        if (!status.HasValue())
        {
            writer.SetNull(row, status);
            return;
        }

        if (type.IsFixedWidth) writer.SetBits(row, ReadBits(ref rest));
        else writer.SetEncoded(row, ReadBytes(ref rest));
        writer.Mark(row, status);
    }

    private static long ReadBits(ref ReadOnlySpan<byte> rest)
    {
        var bits = BinaryPrimitives.ReadInt64LittleEndian(rest);
        rest = rest[8..];
        return bits;
    }

    private static ReadOnlySpan<byte> ReadBytes(ref ReadOnlySpan<byte> rest)
    {
        var bytes = rest.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(rest));
        rest = rest[(4 + bytes.Length)..];
        return bytes;
    }
}
