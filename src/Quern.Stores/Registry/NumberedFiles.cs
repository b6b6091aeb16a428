using System.Globalization;
using System.Text.Json;
using Quern.Engine.Registry;
using Quern.Stores.Files;

namespace Quern.Stores.Registry;

/// <summary>Documents of one kind in a folder of their own, <c>000001.json</c>, <c>000002.json</c>, …: created whole, and never changed.</summary>
internal sealed class NumberedFiles(string folder)
{
    /// <summary>The numbers that there are, in no order.</summary>
    public IEnumerable<int> Numbers()
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var file in Directory.EnumerateFiles(folder, "??????*.json"))
            if (int.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                yield return number;
    }

    /// <summary>The greatest number, 0 when there is none.</summary>
    /// <param name="what">What the documents are called.</param>
    /// <exception cref="QuernException">One before it is missing.</exception>
    public int Last(string what)
    {
        var (last, count) = (0, 0);
        foreach (var number in Numbers()) (last, count) = (Math.Max(last, number), count + 1);
        return last == count ? last : throw new QuernException(RegistryFindings.Damaged(folder, $"There are {count} {what}, but the latest has number {last}: some are missing."));
    }

    public string PathOf(int number) => Path.Combine(folder, number.ToString("D6", CultureInfo.InvariantCulture) + ".json");

    /// <summary>Creates a document; false when there is one of that number.</summary>
    /// <exception cref="QuernException">The folder cannot be written.</exception>
    public bool TryCreate(int number, ReadOnlySpan<byte> content) => TryCreate(PathOf(number), content);

    /// <summary>Creates a file of the registry; false when there is one of that name.</summary>
    /// <exception cref="QuernException">The folder cannot be written.</exception>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(folder);
            return DurableFile.TryCreate(path, content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new QuernException(RegistryFindings.NotWritable(folder, exception.Message), exception);
        }
    }

    /// <summary>A document; null when there is none of that number.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="what">What it is called.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="numberOf">The number that it gives itself.</param>
    /// <exception cref="QuernException">It is damaged.</exception>
    public T? Find<T>(int number, string what, Func<byte[], T> read, Func<T, int> numberOf)
        where T : class
    {
        var path = PathOf(number);
        try
        {
            var document = read(File.ReadAllBytes(path));
            return numberOf(document) == number ? document : throw new QuernException(RegistryFindings.Damaged(path, $"It says that it is {what} {numberOf(document)}."));
        }
        catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw new QuernException(RegistryFindings.Damaged(path, exception.Message), exception);
        }
    }
}
