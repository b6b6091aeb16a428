using System.Buffers;
using System.Buffers.Binary;
using Quern.Profiles;

namespace Quern.Stores.Monitoring;

/// <summary>A profile as the content of a file: four letters, then its bytes as gzip, which checks them by a sum.</summary>
internal static class ProfileForm
{
    // Of a byte deflate can make so many.
    private const long MostTimes = 1032;

    private static ReadOnlySpan<byte> Mark => "QPR2"u8;

    public static byte[] Write(RowProfile profile)
    {
        var bytes = new List<byte>();
        profile.Write(bytes);
        var content = new MemoryStream();
        content.Write(Mark);
        GzipBytes.AppendTo(content, bytes);
        return content.ToArray();
    }

    /// <exception cref="InvalidDataException">It is no profile, or damaged.</exception>
    public static RowProfile Read(byte[] content)
    {
        if (!content.AsSpan().StartsWith(Mark) || content.Length < Mark.Length + sizeof(uint)) throw new InvalidDataException("It does not begin as a profile does.");
        // The end of a gzip tells how long its content is. What is read into is shared, since a report reads thousands.
        var length = BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(content.Length - sizeof(uint)));
        if (length > Math.Min(content.Length * MostTimes, Array.MaxLength)) throw new InvalidDataException("It is longer than it can be.");
        var bytes = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            using var gzip = GzipBytes.Open(content, Mark.Length);
            gzip.ReadExactly(bytes, 0, (int)length);
            if (gzip.ReadByte() >= 0) throw new InvalidDataException("It is longer than it says.");
            ReadOnlySpan<byte> all = bytes.AsSpan(0, (int)length);
            return RowProfile.Read(ref all);
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException or OverflowException or EndOfStreamException)
        {
            throw new InvalidDataException("It ends too early, or is of another version.", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
