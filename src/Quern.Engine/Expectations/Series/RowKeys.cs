using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Quern.Definitions;
using Quern.Engine.Events;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Expectations.Series;

/// <summary>
/// The keys of rows as 128 bits of SHA-256 of their encoding: rows with different keys have different ones, since nobody finds two that do not. A row without a key has 0.
/// </summary>
internal static class RowKeys
{
    /// <summary>Keys of some rows of a batch.</summary>
    /// <param name="expectation">What the key is, and which rows are judged.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="rows">Which rows.</param>
    public static UInt128[] Of(KeyedExpectation expectation, EventBatch batch, ReadOnlySpan<int> rows)
    {
        var columns = expectation.Key.Select(column => column.Evaluate(batch, _ => true, (_, _) => { })).ToArray();
        var judged = expectation.Judged?.Evaluate(batch, _ => true, (_, _) => { });
        var (keys, bytes) = (new UInt128[rows.Length], new List<byte>());
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            if (!SelectedRows.Passes(judged, row) || Array.Exists(columns, column => column.IsNull(row))) continue;
            bytes.Clear();
            foreach (var column in columns) RowEncoding.Append(bytes, column, row);
            SHA256.HashData(CollectionsMarshal.AsSpan(bytes), hash);
            keys[i] = BinaryPrimitives.ReadUInt128LittleEndian(hash) | 1;
        }

        return keys;
    }
}
