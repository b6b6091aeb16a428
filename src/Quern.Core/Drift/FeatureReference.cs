using Quern.Profiles;
using Quern.Values;

namespace Quern.Drift;

/// <summary>What one feature is like when nothing is wrong: all of it, and block by block of time how far it goes by itself.</summary>
public sealed class FeatureReference
{
    private const int Statuses = (int)FeatureStatus.LastGood + 1;

    private readonly ValueParts _parts;
    private readonly long[] _statuses;

    private FeatureReference(string name, bool isFeature, ValueProfile whole, long[] statuses, ValueParts parts, IReadOnlyList<ReferenceBlock> blocks) =>
        (Name, IsFeature, Whole, _statuses, _parts, Blocks) = (name, isFeature, whole, statuses, parts, blocks);

    /// <summary>The feature, or the column of the rows that it was asked for.</summary>
    public string Name { get; }

    /// <summary>Whether it is a feature; otherwise a join key, a request field, or whatever else the rows have.</summary>
    public bool IsFeature { get; }

    /// <summary>What all values are like.</summary>
    public ValueProfile Whole { get; }

    /// <summary>The same, block by block in the order of time; a block without rows has none.</summary>
    public IReadOnlyList<ReferenceBlock> Blocks { get; }

    /// <summary>The categories that have parts of their own, by their part; empty for numbers.</summary>
    internal IReadOnlyList<string> Categories => _parts.Names;

    /// <summary>How many rows have a status; 0 of a column that is no feature.</summary>
    public long RowsOf(FeatureStatus status) => _statuses[(int)status];

    /// <summary>The reference that values are of.</summary>
    /// <param name="name">The feature.</param>
    /// <param name="isFeature">Whether it is a feature.</param>
    /// <param name="values">Its values.</param>
    /// <param name="blocks">Which of its rows belong to which block; of as many rows as there are values.</param>
    public static FeatureReference Of(string name, bool isFeature, ResultColumn values, RowBlocks blocks)
    {
        var whole = new ValueProfile(values.Type);
        whole.Add(values);
        var statuses = new long[Statuses];
        if (isFeature) foreach (var status in values.Statuses) statuses[status]++;
        var parts = ValueParts.Of(whole);
        var (counter, counted) = (new BlockCounter(values, parts), new ReferenceBlock[blocks.Count]);
        for (var block = 0; block < counted.Length; block++) counted[block] = counter.Of(blocks[block]);
        return new(name, isFeature, whole, statuses, parts, counted);
    }

    /// <summary>The reference that profiles of its blocks are of; null where there is none.</summary>
    /// <param name="name">The feature.</param>
    /// <param name="isFeature">Whether it is a feature.</param>
    /// <param name="blocks">The profiles in the order of time, all of one type.</param>
    public static FeatureReference? Of(string name, bool isFeature, IReadOnlyList<ValueProfile> blocks)
    {
        if (blocks.Count == 0) return null;
        var whole = new ValueProfile(blocks[0].Type);
        foreach (var block in blocks) whole.Merge(block);
        var parts = ValueParts.Of(whole);
        return new(name, isFeature, whole, new long[Statuses], parts, [.. blocks.Select(block => new ReferenceBlock(block.Rows, block.Nulls + block.NotFinite, block.Distinct, block.Measure.Min, block.Measure.Max, parts.Cut(block)))]);
    }

    /// <summary>The same with other blocks, put together of these.</summary>
    /// <param name="groups">By block, to which of the new ones it belongs; ascending from 0.</param>
    public FeatureReference Regroup(IReadOnlyList<int> groups)
    {
        var blocks = new List<ReferenceBlock>();
        for (var at = 0; at < groups.Count; at++)
            if (groups[at] == blocks.Count) blocks.Add(Blocks[at]);
            else blocks[^1] = blocks[^1].And(Blocks[at]);
        return new(Name, IsFeature, Whole, _statuses, _parts, blocks);
    }

    /// <summary>How many values of all blocks fall into each part.</summary>
    internal double[] WholeParts()
    {
        var whole = new double[_parts.Count];
        foreach (var block in Blocks)
            for (var part = 0; part < whole.Length; part++)
                whole[part] += block.Parts[part];
        return whole;
    }

    /// <summary>How many values of a profile fall into each part of the whole.</summary>
    internal double[] Cut(ValueProfile values) => _parts.Cut(values);

    /// <summary>Appends it as bytes, which <see cref="Read"/> reads.</summary>
    public void Write(List<byte> bytes)
    {
        ProfileBytes.AppendText(bytes, Name);
        ProfileBytes.AppendCount(bytes, IsFeature ? 1 : 0);
        Whole.Write(bytes);
        foreach (var count in _statuses) ProfileBytes.AppendCount(bytes, count);
        ProfileBytes.AppendCount(bytes, _parts.Count);
        ProfileBytes.AppendCount(bytes, Blocks.Count);
        foreach (var block in Blocks) block.Write(bytes);
    }

    /// <summary>Reads one, and leaves what follows it.</summary>
    /// <exception cref="ArgumentException">The bytes are of something else.</exception>
    public static FeatureReference Read(ref ReadOnlySpan<byte> bytes)
    {
        var (name, isFeature, whole) = (ProfileBytes.ReadText(ref bytes), ProfileBytes.ReadCount(ref bytes) == 1, ValueProfile.Read(ref bytes));
        var statuses = new long[Statuses];
        for (var status = 0; status < Statuses; status++) statuses[status] = ProfileBytes.ReadCount(ref bytes);
        // The parts follow from the whole.
        var parts = ValueParts.Of(whole);
        if (ProfileBytes.ReadCount(ref bytes) != parts.Count) throw new ArgumentException("The parts are not those of the whole.", nameof(bytes));
        var blocks = new ReferenceBlock[ProfileBytes.ReadLength(ref bytes)];
        for (var block = 0; block < blocks.Length; block++) blocks[block] = ReferenceBlock.Read(parts.Count, ref bytes);
        return new(name, isFeature, whole, statuses, parts, blocks);
    }
}
