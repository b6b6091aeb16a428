namespace Quern.Connectors.Redis;

/// <summary>Some records of a partition that follow each other, in the order of their keys.</summary>
internal interface IRecordPage
{
    int Count { get; }

    ReadOnlySpan<byte> Key(int index);

    ReadOnlySpan<byte> Value(int index);
}

/// <summary>What all pages can do.</summary>
internal static class RecordPages
{
    /// <summary>The place of the first record that is not before a key; the count when there is none.</summary>
    public static int LowerBound(this IRecordPage page, ReadOnlySpan<byte> key)
    {
        var (low, high) = (0, page.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (page.Key(middle).SequenceCompareTo(key) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
