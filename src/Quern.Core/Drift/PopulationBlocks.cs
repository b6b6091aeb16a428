using Quern.Profiles;
using Quern.Values;

namespace Quern.Drift;

/// <summary>
/// Gathers the rows of a reference by block of time and by the values of some fields, each value apart, so that it can be learnt how far a sub-population goes by itself. A field of too many
/// values in one block is given up, and takes no more room from then on.
/// </summary>
public sealed class PopulationBlocks
{
    private readonly string[] _by;
    private readonly string[] _measured;

    // By field and block, the rows of each value.
    private readonly List<SliceProfile>[] _blocks;
    private readonly bool[] _areGivenUp;

    // By field, how many values of blocks there are.
    private readonly long[] _cells;

    /// <summary>Gathers nothing yet.</summary>
    /// <param name="by">The fields whose values divide the rows: text and truth values.</param>
    /// <param name="measured">The fields that are looked at in each sub-population, as <see cref="SliceProfile.IsMeasured"/> has it; one may divide the rows, too.</param>
    public PopulationBlocks(IReadOnlyList<string> by, IReadOnlyList<string> measured) =>
        (_by, _measured, _blocks, _areGivenUp, _cells) = ([.. by], [.. measured], [.. by.Select(_ => new List<SliceProfile>())], new bool[by.Count], new long[by.Count]);

    /// <summary>So many figures of values in blocks are gathered at most for each field, which is given up beyond. Default: of 4,194,304, which take about 200 MiB.</summary>
    public long MostGathered { get; init; } = 1 << 22;

    /// <summary>Adds rows.</summary>
    /// <param name="by">The columns of the fields that divide the rows.</param>
    /// <param name="measured">The columns of the fields that are looked at.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="blocks">By row, the block that it belongs to, from 0; a block may come back later.</param>
    public void Add(IReadOnlyList<Column> by, IReadOnlyList<Column> measured, ReadOnlySpan<int> rows, ReadOnlySpan<int> blocks)
    {
        Column[] columns = [.. by, .. measured];
        var (order, sorted) = (rows.ToArray(), blocks.ToArray());
        Array.Sort(sorted, order);
        for (var field = 0; field < _by.Length; field++)
            for (var (first, end) = (0, 0); first < sorted.Length && !_areGivenUp[field]; first = end)
            {
                for (end = first; end < sorted.Length && sorted[end] == sorted[first];) end++;
                while (_blocks[field].Count <= sorted[first]) _blocks[field].Add(new(field, MeasuredIn(field)));
                var block = _blocks[field][sorted[first]];
                var before = block.Cells.Count;
                block.Add(columns, order.AsSpan(first..end));
                _cells[field] += block.Cells.Count - before;
                // Ids may be few in each block, and all others in the next.
                if (!block.IsGivenUp && _cells[field] * Math.Max(1, block.Measured.Count) <= MostGathered) continue;
                _areGivenUp[field] = true;
                _blocks[field].Clear();
            }
    }

    /// <summary>What is learnt of each field's sub-populations, in the order of the fields.</summary>
    /// <param name="most">So many figures of features in sub-populations are learnt at most in each field: those of the greatest.</param>
    public IReadOnlyList<PopulationReference> Learn(int most) =>
        [.. _by.Select((field, place) => PopulationReference.Learn(field, [.. MeasuredIn(place).Select(at => _measured[at - _by.Length])], _areGivenUp[place] ? null : _blocks[place], most))];

    // What divides the rows is the same in all rows of a part.
    private int[] MeasuredIn(int field) => [.. Enumerable.Range(0, _measured.Length).Where(place => _measured[place] != _by[field]).Select(place => _by.Length + place)];
}
