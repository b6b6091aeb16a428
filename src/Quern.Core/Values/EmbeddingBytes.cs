using System.Runtime.InteropServices;

namespace Quern.Values;

/// <summary>An embedding as bytes: its numbers one after the other, 4 bytes each, little-endian, as they lie in memory.</summary>
public static class EmbeddingBytes
{
    /// <summary>The numbers.</summary>
    public static float[] Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    /// <summary>The numbers under a code of a pool.</summary>
    public static float[] Read(StringPool pool, int code) => Read(pool.Utf8(code));

    /// <summary>The bytes.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<float> numbers) => MemoryMarshal.AsBytes(numbers);

    /// <summary>The code of an embedding in a pool, which is added when it is new.</summary>
    public static int Intern(StringPool pool, float[] numbers) => pool.Intern(Of(numbers));

    /// <summary>Writes an embedding as the result of a row.</summary>
    public static void Write(ResultWriter output, int row, float[] numbers) => output.SetEncoded(row, Of(numbers));

    /// <summary>Whether every number is finite.</summary>
    public static bool IsFinite(ReadOnlySpan<byte> bytes)
    {
        foreach (var number in MemoryMarshal.Cast<byte, float>(bytes))
            if (!float.IsFinite(number))
                return false;
        return true;
    }
}
