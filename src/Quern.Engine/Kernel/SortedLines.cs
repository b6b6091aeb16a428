namespace Quern.Engine.Kernel;

/// <summary>Reads lines and sees to it that they are sorted by key and order: the values of an entity whose lines lie apart would be wrong, and nobody would notice.</summary>
internal sealed class SortedLines
{
    private byte[] _key = [];
    private byte[] _order = [];

    /// <summary>Reads the next line, and whether it begins another key.</summary>
    /// <exception cref="QuernException">It is none, or comes before the line before it.</exception>
    public KernelLine Read(ReadOnlySpan<byte> bytes, long number, out bool isNewKey)
    {
        var line = KernelLine.Read(bytes, number);
        var byKey = line.Key.SequenceCompareTo(_key);
        if (byKey < 0 || (byKey == 0 && line.Order.SequenceCompareTo(_order) < 0))
            throw KernelFindings.Unordered(number, line, $"key '{KernelFindings.Shorten(_key)}' at '{KernelFindings.Shorten(_order)}'");
        isNewKey = byKey != 0;
        if (isNewKey) _key = line.Key.ToArray();
        if (_order.Length == line.Order.Length) line.Order.CopyTo(_order);
        else _order = line.Order.ToArray();
        return line;
    }
}
