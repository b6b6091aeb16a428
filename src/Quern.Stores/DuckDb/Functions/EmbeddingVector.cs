using System.Runtime.InteropServices;

namespace Quern.Stores.DuckDb;

/// <summary>Gives the bytes of an embedding; none for null.</summary>
internal delegate ReadOnlySpan<byte> EmbeddingOf<T>(T row);

/// <summary>Writes embeddings into a vector of lists of FLOAT.</summary>
internal static class EmbeddingVector
{
    public static void Write<T>(VectorWriter output, ReadOnlySpan<T> rows, EmbeddingOf<T> bytesOf)
    {
        var lists = output.Lists;
        var total = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var length = bytesOf(rows[i]).Length / sizeof(float);
            lists[i] = new((ulong)total, (ulong)length);
            total += length;
        }

        var numbers = MemoryMarshal.AsBytes(output.Elements(total).Values<float>());
        foreach (var row in rows)
        {
            var bytes = bytesOf(row);
            bytes.CopyTo(numbers);
            numbers = numbers[bytes.Length..];
        }
    }
}
