using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Quern.Engine.Registry.Code;

/// <summary>The sources that an assembly carries in its portable PDB, and which of their lines its methods were made from.</summary>
internal sealed class EmbeddedSources
{
    // Of the portable PDB format: what a document's embedded source is called.
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private readonly IReadOnlyList<SourceFile> _files;
    private readonly IReadOnlyDictionary<int, MethodPlace> _methods;

    private EmbeddedSources(IReadOnlyList<SourceFile> files, IReadOnlyDictionary<int, MethodPlace> methods) => (_files, _methods) = (files, methods);

    /// <summary>Reads what an assembly carries.</summary>
    /// <param name="assembly">Its bytes.</param>
    /// <param name="methods">The metadata tokens of the methods that are asked for.</param>
    /// <returns>Null where it carries no PDB.</returns>
    /// <exception cref="BadImageFormatException">The PDB is damaged.</exception>
    public static EmbeddedSources? Read(byte[] assembly, IEnumerable<int> methods)
    {
        try
        {
            using var image = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(assembly));
            var entry = image.ReadDebugDirectory().FirstOrDefault(candidate => candidate.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
            if (entry.Type != DebugDirectoryEntryType.EmbeddedPortablePdb) return null;
            using var provider = image.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
            return Read(provider.GetMetadataReader(), methods);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or ArgumentException or OverflowException or InvalidOperationException or OutOfMemoryException)
        {
            throw new BadImageFormatException(exception.Message, exception);
        }
    }

    /// <summary>Where a method was written; null where the PDB does not say.</summary>
    /// <param name="method">Its metadata token.</param>
    public (SourceFile File, MethodPlace Place)? Find(int method) => _methods.TryGetValue(method, out var place) ? (_files[place.File], place) : null;

    private static EmbeddedSources Read(MetadataReader reader, IEnumerable<int> methods)
    {
        SourceFile[] files = [.. reader.Documents.Select(handle => ReadFile(reader, handle))];
        var places = new Dictionary<int, MethodPlace>();
        foreach (var method in methods.Distinct())
            if (MetadataTokens.GetRowNumber(MetadataTokens.EntityHandle(method)) is var row && row <= reader.MethodDebugInformation.Count && PlaceOf(reader, row, files.Length) is { } place)
                places[method] = place;
        return new(files, places);
    }

    private static SourceFile ReadFile(MetadataReader reader, DocumentHandle handle)
    {
        var name = reader.GetString(reader.GetDocument(handle).Name);
        foreach (var more in reader.GetCustomDebugInformation(handle))
            if (reader.GetCustomDebugInformation(more) is var information && reader.GetGuid(information.Kind) == EmbeddedSource)
                return new(name, reader.GetBlobBytes(information.Value));
        return new(name, null);
    }

    private static MethodPlace? PlaceOf(MetadataReader reader, int row, int files)
    {
        MethodPlace? place = null;
        foreach (var point in reader.GetMethodDebugInformation(MetadataTokens.MethodDebugInformationHandle(row)).GetSequencePoints())
        {
            if (point.IsHidden) continue;
            var file = MetadataTokens.GetRowNumber(point.Document) - 1;
            if (file < 0 || file >= files) throw new BadImageFormatException($"A sequence point is of document {file + 1} of {files}.");
            if (place is null) place = new(file, point.StartLine, point.StartColumn, point.EndLine);
            // What is of another file was said to be by a directive.
            else if (place.File == file)
                place = (point.StartLine, point.StartColumn).CompareTo((place.FirstLine, place.FirstColumn)) < 0
                    ? place with { FirstLine = point.StartLine, FirstColumn = point.StartColumn, LastLine = Math.Max(place.LastLine, point.EndLine) }
                    : place with { LastLine = Math.Max(place.LastLine, point.EndLine) };
        }

        return place;
    }
}
