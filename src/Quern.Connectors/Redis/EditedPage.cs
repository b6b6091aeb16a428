namespace Quern.Connectors.Redis;

/// <summary>A page that is being changed.</summary>
internal sealed class EditedPage : IRecordPage
{
    public EditedPage(IRecordPage page)
    {
        Records = new(page.Count + 1);
        for (var i = 0; i < page.Count; i++) Records.Add((page.Key(i).ToArray(), page.Value(i).ToArray()));
    }

    public List<(byte[] Key, byte[] Value)> Records { get; }

    public int Count => Records.Count;

    public ReadOnlySpan<byte> Key(int index) => Records[index].Key;

    public ReadOnlySpan<byte> Value(int index) => Records[index].Value;

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var at = this.LowerBound(key);
        if (at < Count && Key(at).SequenceEqual(key)) Records[at] = (Records[at].Key, value.ToArray());
        else Records.Insert(at, (key.ToArray(), value.ToArray()));
    }

    /// <summary>Removes the records from one key, included, to another, excluded.</summary>
    public void Delete(ReadOnlySpan<byte> from, ReadOnlySpan<byte> end)
    {
        var start = this.LowerBound(from);
        Records.RemoveRange(start, Math.Max(0, this.LowerBound(end) - start));
    }
}
