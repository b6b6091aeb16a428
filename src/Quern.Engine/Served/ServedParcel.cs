namespace Quern.Engine.Served;

/// <summary>Pages of one shape that are written together. What is in it stays so until it is written: a second try has the number and the rows of the first.</summary>
/// <param name="Of">Whose rows they are.</param>
/// <param name="Pages">The pages.</param>
/// <param name="Number">The number of the batch.</param>
internal sealed record ServedParcel(ServedRecorder Of, IReadOnlyList<ServedPage> Pages, long Number)
{
    private const long MostBytes = 16 << 20;

    public long Rows => Pages.Sum(page => (long)page.Rows);

    /// <summary>Makes parcels of pages; each has pages of one recorder.</summary>
    /// <param name="pages">The pages, in the order in which they were queued.</param>
    /// <param name="next">The number of the next parcel; moved on.</param>
    public static List<ServedParcel> Pack(IEnumerable<ServedPage> pages, ref long next)
    {
        var parcels = new List<ServedParcel>();
        foreach (var group in pages.GroupBy(page => page.Of!))
        {
            var (some, bytes) = (new List<ServedPage>(), 0L);
            foreach (var page in group)
            {
                if (bytes > 0 && bytes + page.Used > MostBytes)
                {
                    parcels.Add(new(group.Key, some, next++));
                    (some, bytes) = ([], 0);
                }

                some.Add(page);
                bytes += page.Used;
            }

            parcels.Add(new(group.Key, some, next++));
        }

        return parcels;
    }
}
