using Quern.Engine.Served;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Audit;

/// <summary>A logged row that is looked at.</summary>
/// <param name="RequestId">Its request.</param>
/// <param name="Row">Which row of it.</param>
/// <param name="At">The instant of the read.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Code">The content hash of its compiled definitions; empty where it was not logged.</param>
internal sealed record SampledRow(string RequestId, int Row, Instant At, string Version, string Code);

/// <summary>
/// Takes a share of a log's rows, by a hash of their join keys that has nothing to do with the hash by which they were logged, and of those at most so many: the ones with the least hashes, so that of an
/// entity all rows are there or none.
/// </summary>
internal sealed class SampledRows(double share, int most)
{
    // Else a share of what was logged as a share would be all of it.
    private const long Salt = 0x517C_C1B7_2722_0A95;

    private readonly List<(ulong Hash, SampledRow Row)> _rows = [];
    private ulong _below = share >= 1 ? ulong.MaxValue : (ulong)(share * 18_446_744_073_709_551_616.0);

    /// <summary>Gets how many rows there were.</summary>
    public long Seen { get; private set; }

    /// <summary>Gets the rows taken, by instant, request and row.</summary>
    public IReadOnlyList<SampledRow> Rows
    {
        get
        {
            Cut();
            return [.. _rows.Select(row => row.Row).OrderBy(row => row.At).ThenBy(row => row.RequestId, StringComparer.Ordinal).ThenBy(row => row.Row)];
        }
    }

    public void Take(ServedSlice slice)
    {
        for (var row = 0; row < slice.Count; row++)
        {
            Seen++;
            var request = slice.JoinKeys.Count == 0 ? StableHash.Of(System.Text.Encoding.UTF8.GetBytes(slice.RequestIds[row])) : 0;
            var hash = StableHash.Of(unchecked((long)KeySample.Hash(slice.JoinKeys, row, request)) ^ Salt);
            if (hash <= _below) _rows.Add((hash, new(slice.RequestIds[row], slice.Rows[row], new(slice.At[row]), slice.Versions[row], slice.Codes[row])));
        }

        if (_rows.Count > 2L * most + 4096) Cut();
    }

    private void Cut()
    {
        if (_rows.Count <= most) return;
        _rows.Sort((left, right) => (left.Hash, left.Row.RequestId, left.Row.Row).CompareTo((right.Hash, right.Row.RequestId, right.Row.Row)));
        _rows.RemoveRange(most, _rows.Count - most);
        _below = _rows[^1].Hash;
    }
}
