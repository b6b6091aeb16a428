using System.Collections.Concurrent;
using System.IO.Compression;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Stores.Delta;
using Quern.Stores.DuckDb;
using Quern.Stores.Objects;

namespace Quern.Stores.Sources;

/// <summary>About how many rows sources have: of Parquet what the files say, of Delta tables their log, of text what their size and first lines let one expect. Kept for as long as a file stays as it is.</summary>
internal sealed class RowEstimates(SourceFolder folder, SourceSnapshots snapshots)
{
    private const int SampleBytes = 1 << 18;

    private readonly ConcurrentDictionary<SourceFile, long> _known = new();

    public long Of(SourceDefinition source, DuckConnection connection) => source.Format switch
    {
        SourceFormat.Sql => source.Inputs.Sum(input => Of(input, connection)),
        SourceFormat.Delta => folder.Delta(source, connection).Rows ?? DeltaRows(source, connection),
        _ => snapshots.Files(source, connection).Sum(path => _known.GetOrAdd(SourceSnapshots.Describe(path), _ => source.Format == SourceFormat.Parquet ? Exact([path], connection) : Sample(path.Full))),
    };

    // Files without statistics say themselves how many rows they have.
    private long DeltaRows(SourceDefinition source, DuckConnection connection)
    {
        var snapshot = folder.Delta(source, connection);
        var files = DeltaFiles.Of(folder.FilesOf(source), SourceFolder.NameOf(source), snapshot, [.. snapshot.Files.Values], WantedColumns.None(connection));
        return Exact(files.Paths.Select(path => new SourcePath(path, path)), connection);
    }

    private static long Exact(IEnumerable<SourcePath> paths, DuckConnection connection)
    {
        using var reader = connection.Query($"SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata({SourcePath.Sql(paths)})");
        return reader.Read() ? reader.Chunk[0].Values<long>()[0] : 0;
    }

    private static long Sample(string path)
    {
        using var file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var buffer = new byte[SampleBytes];
        var read = content.ReadAtLeast(buffer, SampleBytes, throwOnEndOfStream: false);
        var lines = buffer.AsSpan(0, read).Count((byte)'\n');
        return read < SampleBytes ? lines : (long)(lines * ((double)file.Length / Math.Max(1, file.Position)));
    }
}
