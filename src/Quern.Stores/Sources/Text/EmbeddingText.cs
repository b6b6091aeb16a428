using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>Reads the text of an embedding: <c>[0.1, -2, 3e-4]</c>, as JSON, pgvector and most tools write it.</summary>
internal static class EmbeddingText
{
    public static string WrongLength(int dimensions) => $"it is not an embedding of {dimensions} numbers";

    /// <summary>Reads the numbers over what is in <paramref name="numbers"/>; any count of them where <paramref name="dimensions"/> is 0.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, int dimensions, List<float> numbers, out string reason)
    {
        numbers.Clear();
        text = text.Trim((byte)' ');
        reason = "it is not a list of numbers in brackets";
        if (text is not [(byte)'[', .., (byte)']']) return false;
        text = text[1..^1].Trim((byte)' ');
        while (!text.IsEmpty)
        {
            var comma = text.IndexOf((byte)',');
            if (!ValueText.TryReadReal(comma < 0 ? text : text[..comma], ValueKind.Float32, out var number, out reason)) return false;
            numbers.Add((float)number);
            if (comma < 0) break;
            text = text[(comma + 1)..];
            reason = "it ends with a comma";
            if (text.IsEmpty) return false;
        }

        reason = WrongLength(dimensions);
        return dimensions == 0 || numbers.Count == dimensions;
    }
}
