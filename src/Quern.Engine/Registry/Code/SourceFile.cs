using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Quern.Engine.Registry.Code;

/// <summary>A file that was compiled.</summary>
/// <param name="Name">What the compiler called it.</param>
/// <param name="Content">Its source as the PDB has it, compressed where that is shorter; null where it is not there.</param>
internal sealed record SourceFile(string Name, byte[]? Content)
{
    private const int HeaderBytes = 4;

    /// <summary>Its text.</summary>
    /// <param name="longest">How many bytes it may have.</param>
    /// <returns>Null where it has more.</returns>
    /// <exception cref="BadImageFormatException">It cannot be read.</exception>
    public string? Read(int longest)
    {
        var content = Content!;
        if (content.Length < HeaderBytes) throw new BadImageFormatException("An embedded source has no header.");
        // How long it is when it was compressed, otherwise 0.
        var length = BinaryPrimitives.ReadInt32LittleEndian(content);
        if (length < 0) throw new BadImageFormatException($"An embedded source is {length} bytes long.");
        if (Math.Max(length, length == 0 ? content.Length - HeaderBytes : 0) > longest) return null;
        using var stream = new MemoryStream(content, HeaderBytes, content.Length - HeaderBytes);
        if (length == 0) return TextOf(stream);
        try
        {
            var bytes = new byte[length];
            using var inflated = new DeflateStream(stream, CompressionMode.Decompress);
            inflated.ReadExactly(bytes);
            using var text = new MemoryStream(bytes);
            return TextOf(text);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new BadImageFormatException(exception.Message, exception);
        }
    }

    // Without its byte order mark.
    private static string TextOf(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
