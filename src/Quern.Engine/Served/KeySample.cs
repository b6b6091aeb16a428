using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>
/// Which rows are logged: those whose join keys' hash lies below a share of all hashes. The hash is of the keys alone and the same in every process, so an entity is always in the sample or never,
/// and a larger share has all that a smaller one has.
/// </summary>
/// <param name="share">How many of all keys, from 0 to 1.</param>
public sealed class KeySample(double share)
{
    // 2^64 is no ulong: a share of 1 is told apart.
    private readonly ulong _below = share >= 1 ? ulong.MaxValue : (ulong)(Math.Max(0, share) * 18_446_744_073_709_551_616.0);
    private readonly bool _all = share >= 1;

    /// <summary>Whether a row is in the sample.</summary>
    /// <param name="keys">The join keys' columns; of none, <paramref name="request"/> stands for them.</param>
    /// <param name="row">The row.</param>
    /// <param name="request">The hash of the request's id.</param>
    public bool Has(IReadOnlyList<Column> keys, int row, ulong request) => _all || Hash(keys, row, request) < _below;

    /// <summary>The hash of a row's keys; without keys that of the request, with the row.</summary>
    internal static ulong Hash(IReadOnlyList<Column> keys, int row, ulong request)
    {
        if (keys.Count == 0) return StableHash.Of(unchecked((long)request + row));
        var hash = 0UL;
        for (var key = 0; key < keys.Count; key++)
        {
            var column = keys[key];
            var part = column.IsNull(row) ? 0 : column is TextColumn text ? text.Pool.Hash(text.Codes[row]) : StableHash.Of(((Int64Column)column).Values[row]);
            hash = StableHash.Of(unchecked((long)(hash + part)));
        }

        return hash;
    }
}
