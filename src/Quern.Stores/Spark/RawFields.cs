using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Quern.Engine.Kernel;
using Quern.Schema;
using Quern.Stores.Sources;
using Quern.Values;

namespace Quern.Stores.Spark;

/// <summary>A value that cannot be what its column is declared to be.</summary>
internal sealed record RawFault(string Column, string? Value, string Reason);

/// <summary>
/// Reads lines of raw columns, a tab between each two. A field is a tilde for null (or <c>\N</c>, as Spark writes it by itself), or an equals sign and the value, in which tab, line feed, carriage return, backslash and percent
/// are percent and two hexadecimal digits: so no field is empty, and nothing is in it that a tool on the way would take for something else.
/// </summary>
internal sealed class RawFields(IReadOnlyList<(Field Field, RawForm Form)> fields)
{
    // Rows are told apart by the bits of their values too, and .NET reads the text as the NaN with a sign.
    private static readonly double Unsigned = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0000);

    private readonly (bool IsNull, long Bits, int Start, int Length)[] _values = new (bool, long, int, int)[fields.Count];
    private readonly List<float> _numbers = [];
    private readonly List<byte> _texts = [];

    /// <summary>Reads a line, and gives the first value that is not what it should be; null when all are.</summary>
    /// <exception cref="QuernException">It is no such line.</exception>
    public RawFault? Read(ReadOnlySpan<byte> line, long number)
    {
        _texts.Clear();
        RawFault? fault = null;
        var rest = line;
        for (var i = 0; i < fields.Count; i++)
        {
            var tab = rest.IndexOf((byte)'\t');
            if (tab < 0 != (i == fields.Count - 1)) throw KernelFindings.Malformed(number, $"it has {line.Count((byte)'\t') + 1} columns, and {fields.Count} are wanted", line);
            var token = tab < 0 ? rest : rest[..tab];
            rest = tab < 0 ? default : rest[(tab + 1)..];
            _values[i] = default;
            if (token.SequenceEqual("~"u8) || token.SequenceEqual("\\N"u8))
            {
                _values[i].IsNull = true;
                if (!fields[i].Field.Nullable) fault ??= new(fields[i].Field.Column, null, "null, which the record does not admit");
                continue;
            }

            if (token is not [(byte)'=', ..]) throw KernelFindings.Malformed(number, $"column '{fields[i].Field.Column}' is neither a tilde nor an equals sign with a value", line);
            var start = _texts.Count;
            if (!Unescape(token[1..])) throw KernelFindings.Malformed(number, $"column '{fields[i].Field.Column}' has a percent sign without two hexadecimal digits", line);
            var text = CollectionsMarshal.AsSpan(_texts)[start..];
            if (!TryRead(i, text, start, out var reason)) fault ??= new(fields[i].Field.Column, Encoding.UTF8.GetString(text), reason);
        }

        return fault;
    }

    /// <summary>Appends the values of the line that was read last.</summary>
    public void AppendTo(Func<int, Column> columns)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            var (column, value) = (columns(i), _values[i]);
            if (value.IsNull) column.AppendNull();
            else if (column is TextColumn texts) texts.Append(CollectionsMarshal.AsSpan(_texts).Slice(value.Start, value.Length));
            else if (column is Float64Column reals) reals.Append(BitConverter.Int64BitsToDouble(value.Bits));
            else ((Int64Column)column).Append(value.Bits);
        }
    }

    private bool TryRead(int i, ReadOnlySpan<byte> text, int start, out string reason)
    {
        var (field, form) = fields[i];
        ref var value = ref _values[i];
        reason = "";
        switch (field.Kind)
        {
            case ValueKind.String:
                (value.Start, value.Length) = (start, text.Length);
                return true;
            case ValueKind.Embedding:
                if (!(form is RawForm.Floats or RawForm.Reals ? TryReadList(text, form == RawForm.Floats ? ValueKind.Float32 : ValueKind.Float64, field.Dimensions, out reason) : EmbeddingText.TryRead(text, field.Dimensions, _numbers, out reason))) return false;
                // After the text itself, which a fault would show.
                (value.Start, value.Length) = (_texts.Count, _numbers.Count * sizeof(float));
                _texts.AddRange(EmbeddingBytes.Of(CollectionsMarshal.AsSpan(_numbers)));
                return true;
            case ValueKind.Float32 or ValueKind.Float64:
                var isRead = form == RawForm.Whole ? TryReadWhole(text, out var real, out reason) : ValueText.TryReadReal(text, field.Kind, out real, out reason);
                value.Bits = BitConverter.DoubleToInt64Bits(form == RawForm.Real && double.IsNaN(real) ? Unsigned : real);
                return isRead;
            default:
                return ValueText.TryReadWhole(text, field.Kind, form == RawForm.Micros ? EpochUnit.Microseconds : field.Epoch, out value.Bits, out reason);
        }
    }

    // As a column of whole numbers is read for a real.
    private static bool TryReadWhole(ReadOnlySpan<byte> text, out double real, out string reason)
    {
        real = 0;
        reason = "it is not a whole number";
        if (!Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return false;
        real = (double)whole;
        reason = "no 64-bit real equals it";
        return (Int128)real == whole;
    }

    private bool TryReadList(ReadOnlySpan<byte> text, ValueKind kind, int dimensions, out string reason)
    {
        _numbers.Clear();
        reason = "it is not a list of numbers in brackets";
        if (text is not [(byte)'[', .., (byte)']']) return false;
        text = text[1..^1];
        while (!text.IsEmpty)
        {
            var comma = text.IndexOf((byte)',');
            if (!ValueText.TryReadReal(comma < 0 ? text : text[..comma], kind, out var number, out reason)) return false;
            _numbers.Add(float.CreateSaturating(double.IsNaN(number) ? Unsigned : number));
            text = comma < 0 ? default : text[(comma + 1)..];
        }

        reason = EmbeddingText.WrongLength(dimensions);
        return dimensions == 0 || _numbers.Count == dimensions;
    }

    private bool Unescape(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                _texts.Add(text[at]);
                continue;
            }

            if (at + 2 >= text.Length || !Utf8Parser.TryParse(text.Slice(at + 1, 2), out byte letter, out var read, 'X') || read != 2) return false;
            _texts.Add(letter);
            at += 2;
        }

        return true;
    }
}
