using System.Buffers.Binary;
using System.Buffers.Text;
using Quern.Values;

namespace Quern.Engine.Kernel;

/// <summary>
/// Values as words of a line's content. Whatever is held in 64 bits is written as that whole number, reals by their bits, so that nothing is rounded and no NaN is lost; texts, embeddings and lists as base64 of their
/// bytes after an equals sign, so that an empty one is a word too; null is a tilde.
/// </summary>
internal static class KernelToken
{
    public static ReadOnlySpan<byte> Null => "~"u8;

    /// <summary>Takes the next word from a content.</summary>
    public static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> content)
    {
        var blank = content.IndexOf((byte)' ');
        var token = blank < 0 ? content : content[..blank];
        content = blank < 0 ? default : content[(blank + 1)..];
        return token;
    }

    public static void Write(KernelWriter output, Column column, int row)
    {
        if (column.IsNull(row)) output.Write(Null);
        else if (column is TextColumn text) WriteBytes(output, text.Pool.Utf8(text.Codes[row]));
        else output.Write(column is Float64Column real ? BitConverter.DoubleToInt64Bits(real.Values[row]) : ((Int64Column)column).Values[row]);
    }

    /// <summary>Appends a word to a column; false when it is none of the column's kind.</summary>
    public static bool TryRead(ReadOnlySpan<byte> token, Column column)
    {
        if (token.SequenceEqual(Null))
        {
            column.AppendNull();
            return true;
        }

        if (column is TextColumn text)
        {
            if (!TryReadBytes(token, out var bytes)) return false;
            text.Append(bytes);
            return true;
        }

        if (!TryReadNumber(token, out var bits)) return false;
        if (column is Float64Column real) real.Append(BitConverter.Int64BitsToDouble(bits));
        else ((Int64Column)column).Append(bits);
        return true;
    }

    /// <summary>Writes a computed value with its status before it.</summary>
    public static void Write(KernelWriter output, ResultColumn column, int row)
    {
        var status = column.StatusOf(row);
        output.Write((long)status);
        if (!status.HasValue()) return;
        output.Write(":"u8);
        if (column.Type.IsFixedWidth) output.Write(column.Slots[row]);
        else WriteBytes(output, column.Encoded(row));
    }

    /// <summary>Reads what the other wrote; false when it is nothing of the kind.</summary>
    public static bool TryRead(ReadOnlySpan<byte> token, DataType type, ResultWriter output, int row)
    {
        var colon = token.IndexOf((byte)':');
        if (!TryReadNumber(colon < 0 ? token : token[..colon], out var number) || number < 0 || number > (long)FeatureStatus.LastGood) return false;
        var status = (FeatureStatus)number;
        if (status.HasValue() != colon >= 0) return false;
        if (colon < 0) output.SetNull(row, status);
        else if (type.IsFixedWidth && TryReadNumber(token[(colon + 1)..], out var bits)) output.SetBits(row, bits);
        else if (!type.IsFixedWidth && TryReadBytes(token[(colon + 1)..], out var bytes) && IsWhole(type, bytes)) output.SetEncoded(row, bytes);
        else return false;
        if (status != FeatureStatus.Present && status.HasValue()) output.Mark(row, status);
        return true;
    }

    public static bool TryReadNumber(ReadOnlySpan<byte> token, out long value) => Utf8Parser.TryParse(token, out value, out var read) && read == token.Length;

    // Whether bytes are what ValueCodec writes for a type that is not fixed-width: who reads them later trusts them.
    private static bool IsWhole(DataType type, ReadOnlySpan<byte> bytes)
    {
        if (type.Shape == DataShape.Scalar) return type.Kind != ValueKind.Embedding || bytes.Length % sizeof(float) == 0;
        if (!TryTake(ref bytes, sizeof(int), out var head)) return false;
        var isFixed = DataType.Scalar(type.Kind).IsFixedWidth;
        for (var left = BinaryPrimitives.ReadInt32LittleEndian(head); left != 0; left--)
        {
            if (left < 0) return false;
            if (type.Shape == DataShape.NullableList)
            {
                if (!TryTake(ref bytes, 1, out var isThere) || isThere[0] > 1) return false;
                if (isThere[0] == 0) continue;
            }

            var length = sizeof(long);
            if (!isFixed && (!TryTake(ref bytes, sizeof(int), out head) || (length = BinaryPrimitives.ReadInt32LittleEndian(head)) < 0)) return false;
            if (!TryTake(ref bytes, length, out _)) return false;
            if (type.Shape is DataShape.Ranking or DataShape.Histogram && !TryTake(ref bytes, sizeof(long), out _)) return false;
        }

        return bytes.IsEmpty;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> bytes, int length, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (bytes.Length < length) return false;
        taken = bytes[..length];
        bytes = bytes[length..];
        return true;
    }

    private static void WriteBytes(KernelWriter output, ReadOnlySpan<byte> bytes)
    {
        output.Write("="u8);
        output.WriteBase64(bytes);
    }

    private static bool TryReadBytes(ReadOnlySpan<byte> token, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (token is not [(byte)'=', ..]) return false;
        var target = new byte[Base64.GetMaxDecodedFromUtf8Length(token.Length - 1)];
        if (Base64.DecodeFromUtf8(token[1..], target, out _, out var written) != System.Buffers.OperationStatus.Done) return false;
        bytes = target.AsSpan(0, written);
        return true;
    }
}
