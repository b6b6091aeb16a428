using System.IO.Compression;
using Quern.Profiles;

namespace Quern.Stores.Monitoring;

/// <summary>A profile as the content of a file: four letters, then its bytes as gzip, which checks them by a sum.</summary>
internal static class ProfileForm
{
    private static ReadOnlySpan<byte> Mark => "QPR1"u8;

    public static byte[] Write(RowProfile profile)
    {
        var bytes = new List<byte>();
        profile.Write(bytes);
        var content = new MemoryStream();
        content.Write(Mark);
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
        return content.ToArray();
    }

    /// <exception cref="InvalidDataException">It is no profile, or damaged.</exception>
    public static RowProfile Read(byte[] content)
    {
        if (!content.AsSpan().StartsWith(Mark)) throw new InvalidDataException("It does not begin as a profile does.");
        using var gzip = new GZipStream(new MemoryStream(content, Mark.Length, content.Length - Mark.Length), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        ReadOnlySpan<byte> all = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        try
        {
            return RowProfile.Read(ref all);
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("It ends too early, or is of another version.", exception);
        }
    }
}
