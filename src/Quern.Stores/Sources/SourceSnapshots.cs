using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Stores.Delta;
using Quern.Stores.DuckDb;
using Quern.Time;

namespace Quern.Stores.Sources;

/// <summary>What sources consist of.</summary>
internal sealed class SourceSnapshots(SourceFolder folder)
{
    /// <summary>The files of a source and of its inputs, each once, by path, and the versions of Delta tables among them.</summary>
    /// <exception cref="QuernException">There are none.</exception>
    public SourceSnapshot Of(SourceDefinition source, DuckConnection connection)
    {
        SourceDefinition[] leaves = [.. Leaves(source)];
        SourceFile[] files = [.. leaves.SelectMany(leaf => Describe(leaf, connection)).DistinctBy(file => file.Path).OrderBy(file => file.Path, StringComparer.Ordinal)];
        var versions = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var leaf in leaves)
            if (leaf.Format == SourceFormat.Delta)
                versions[leaf.Name] = folder.Delta(leaf, connection).Version;
        return new(source.Name, files, Hash(files)) { Versions = versions };
    }

    /// <summary>A source's own files.</summary>
    public IReadOnlyList<SourcePath> Files(SourceDefinition source, DuckConnection connection)
    {
        var findings = new List<Finding>();
        var files = SourceFiles.Find(source, folder, connection, findings);
        return findings.Count == 0 ? files : throw new QuernException(findings);
    }

    /// <summary>What a file is now.</summary>
    public static SourceFile Describe(SourcePath path)
    {
        if (path.Object is { } item) return item;
        var file = new FileInfo(path.Full);
        return new(path.Shown, file.Length, Instant.From(file.LastWriteTimeUtc).Microseconds);
    }

    /// <summary>SHA-256 over the files' paths, lengths and times of writing.</summary>
    public static string Hash(IEnumerable<SourceFile> files)
    {
        var text = new StringBuilder();
        foreach (var file in files) text.Append(CultureInfo.InvariantCulture, $"{file.Path}\0{file.Bytes}\0{file.Modified}{(file.Tag is { } tag ? "\0" + tag : "")}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static IEnumerable<SourceDefinition> Leaves(SourceDefinition source) => source.Format == SourceFormat.Sql ? source.Inputs.SelectMany(Leaves) : [source];

    // The log of a Delta table says what a version consists of, and says the same for ever.
    private IEnumerable<SourceFile> Describe(SourceDefinition source, DuckConnection connection) => source.Format == SourceFormat.Delta
        ? folder.Delta(source, connection).Files.Values.Select(file => new SourceFile($"{source.Location.TrimEnd('/')}/{file.Path}", file.Size, LogTime.At(file.ModificationTime).Microseconds))
        : folder.Objects(source) is { } objects ? objects.Select(SourceFolder.Describe(source)) : Files(source, connection).Select(Describe);
}
