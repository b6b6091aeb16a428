using System.Globalization;
using System.Text;

namespace Quern.Stores.Objects;

/// <summary>Bytes of a content that follow each other.</summary>
/// <param name="Offset">The first, from 0.</param>
/// <param name="Length">How many.</param>
internal readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>Gets what comes after the last.</summary>
    public long End => Offset + Length;

    /// <summary>From one place to another.</summary>
    public static ByteRange Between(long start, long end) => new(start, end - start);
}

/// <summary>A set of bytes of a content, as ranges that are in order and do not touch. Immutable.</summary>
internal sealed class ByteRanges
{
    private const string EndLine = ".";

    private ByteRanges(IReadOnlyList<ByteRange> all) => All = all;

    /// <summary>Gets no bytes.</summary>
    public static ByteRanges None { get; } = new([]);

    /// <summary>Gets the ranges.</summary>
    public IReadOnlyList<ByteRange> All { get; }

    /// <summary>Gets how many bytes they are.</summary>
    public long Total => All.Sum(range => range.Length);

    /// <summary>The bytes of some ranges, in any order, which may overlap.</summary>
    public static ByteRanges Of(params IEnumerable<ByteRange> ranges) => Of(ranges, 0);

    /// <summary>These bytes and others.</summary>
    public ByteRanges Plus(ByteRanges other) => Of(All.Concat(other.All));

    /// <summary>These bytes, and those of gaps that are at most so long.</summary>
    public ByteRanges Joined(long gap) => Of(All, gap);

    /// <summary>These bytes without others.</summary>
    public ByteRanges Without(ByteRanges other)
    {
        var (left, next) = (new List<ByteRange>(), 0);
        foreach (var range in All)
        {
            while (next < other.All.Count && other.All[next].End <= range.Offset) next++;
            var start = range.Offset;
            for (var i = next; i < other.All.Count && other.All[i].Offset < range.End; i++)
            {
                if (other.All[i].Offset > start) left.Add(ByteRange.Between(start, other.All[i].Offset));
                start = other.All[i].End;
            }

            if (start < range.End) left.Add(ByteRange.Between(start, range.End));
        }

        return new(left);
    }

    /// <summary>As text: a line for each range, and one that ends it.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        foreach (var range in All) text.Append(CultureInfo.InvariantCulture, $"{range.Offset} {range.Length}\n");
        return text.Append(EndLine).Append('\n').ToString();
    }

    /// <summary>Reads what was written; null where that is not all there, or goes beyond the content.</summary>
    public static ByteRanges? Read(string text, long bytes)
    {
        var lines = text.Split('\n');
        if (lines is not [.., EndLine, ""]) return null;
        var ranges = new List<ByteRange>();
        foreach (var line in lines[..^2])
        {
            if (line.Split(' ') is not [var first, var second] || !TryNumber(first, out var offset) || !TryNumber(second, out var length) || offset > bytes || length > bytes - offset) return null;
            ranges.Add(new(offset, length));
        }

        return Of(ranges);
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static ByteRanges Of(IEnumerable<ByteRange> ranges, long gap)
    {
        var all = new List<ByteRange>();
        foreach (var range in ranges.Where(range => range.Length > 0).OrderBy(range => range.Offset))
            if (all.Count > 0 && range.Offset <= all[^1].End + gap) all[^1] = ByteRange.Between(all[^1].Offset, Math.Max(all[^1].End, range.End));
            else all.Add(range);
        return new(all);
    }
}
