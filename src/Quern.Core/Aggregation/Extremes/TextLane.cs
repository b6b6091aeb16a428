using Quern.Values;

namespace Quern.Aggregation.Extremes;

/// <summary>Texts by their UTF-8 bytes.</summary>
internal readonly ref struct TextLane(StringPool pool, ReadOnlySpan<int> codes, ReadOnlySpan<bool> nulls) : ILane
{
    private readonly ReadOnlySpan<int> _codes = codes;
    private readonly ReadOnlySpan<bool> _nulls = nulls;

    public bool Has(int @event) => _nulls.IsEmpty || !_nulls[@event];

    public bool Precedes(int left, int right) => pool.Compare(_codes[left], _codes[right]) < 0;

    public void Write(int @event, int ordinal, ResultWriter output) => output.SetEncoded(ordinal, pool.Utf8(_codes[@event]));
}
