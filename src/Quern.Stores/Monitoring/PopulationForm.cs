using Quern.Drift;

namespace Quern.Stores.Monitoring;

/// <summary>What sub-populations are like as the content of a file: four letters, then the fields as gzip, which checks them by a sum.</summary>
internal static class PopulationForm
{
    public const string Extension = ".populations";

    private static ReadOnlySpan<byte> Mark => "QSP1"u8;

    public static byte[] Write(IReadOnlyList<PopulationReference> fields)
    {
        var bytes = new List<byte>();
        foreach (var field in fields) field.Write(bytes);
        var content = new MemoryStream();
        content.Write(Mark);
        GzipBytes.AppendTo(content, bytes);
        return content.ToArray();
    }

    /// <summary>Reads them; null where there is no such file, or a damaged one: it can be learnt again.</summary>
    public static IReadOnlyList<PopulationReference>? TryRead(string path)
    {
        try
        {
            var content = File.ReadAllBytes(path);
            if (!content.AsSpan().StartsWith(Mark)) return null;
            var all = GzipBytes.Read(content, Mark.Length);
            var fields = new List<PopulationReference>();
            while (all.Length > 0) fields.Add(PopulationReference.Read(ref all));
            return fields.Count == 0 ? null : fields;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            return null;
        }
    }
}
