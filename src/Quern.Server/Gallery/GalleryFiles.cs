using System.Collections.Frozen;
using System.Reflection;

namespace Quern.Server.Gallery;

/// <summary>The files of the gallery, as they lie in this assembly: each as gzip and as Brotli. None where it was compiled without them.</summary>
internal static class GalleryFiles
{
    private const string Folder = "gallery/";

    private static readonly FrozenDictionary<string, GalleryFile> Files = Load(typeof(GalleryFiles).Assembly);

    /// <summary>The page that every address of the gallery begins with; null where there is none.</summary>
    public static GalleryFile? Index => Files.GetValueOrDefault("index.html");

    /// <summary>The file with a path, which begins with a slash; null when there is none. The page itself is not found so: it is what its addresses give.</summary>
    public static GalleryFile? Find(string path) => path.Length > 1 && path != "/index.html" ? Files.GetValueOrDefault(path[1..]) : null;

    private static FrozenDictionary<string, GalleryFile> Load(Assembly assembly) => assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(".gz", StringComparison.Ordinal))
        .Select(name => new GalleryFile(name[Folder.Length..^3], Read(assembly, name[..^3] + ".br"), Read(assembly, name)))
        .ToFrozenDictionary(file => file.Path);

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
