using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Quern.Cli.Pushing;

/// <summary>Reads lines of a file, plain or gzip, or of standard input.</summary>
internal sealed class LineFile : IDisposable
{
    private const int LongestLine = 64 << 20;
    private readonly Stream _stream;

    private LineFile(string name, Stream stream, FileStream? file) => (Name, _stream, File) = (name, stream, file);

    /// <summary>Gets what it is called.</summary>
    public string Name { get; }

    /// <summary>Gets the file, which knows its length and how much of it is read; null for standard input.</summary>
    public FileStream? File { get; }

    /// <summary>Opens a file; standard input when none is named.</summary>
    public static LineFile Open(string? path)
    {
        if (path is null or "-") return new("standard input", Console.OpenStandardInput(), null);
        if (!System.IO.File.Exists(path)) throw new QuernException(PushFindings.NoFile(path));
        var file = System.IO.File.OpenRead(path);
        return new(Path.GetFileName(path), path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file, file);
    }

    /// <summary>The lines that are not blank, in batches; a batch ends early when there is nothing more to read just now.</summary>
    /// <param name="from">The first line, from 1.</param>
    /// <param name="size">The most lines in a batch.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">It is not the gzip that its name says, or has a line that is too long for an event.</exception>
    public async IAsyncEnumerable<IReadOnlyList<EventLine>> ReadAsync(long from, int size, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pipe = PipeReader.Create(_stream, new(bufferSize: 256 << 10, leaveOpen: true));
        var (number, batch) = (1L, new List<EventLine>());
        while (true)
        {
            var reading = pipe.ReadAsync(cancellation);
            if (!reading.IsCompleted && batch.Count > 0 && File is null)
            {
                yield return batch;
                batch = [];
            }

            var read = await Whole(reading, cancellation).ConfigureAwait(false);
            var rest = read.Buffer;
            while (TryCut(ref rest, read.IsCompleted, out var line))
            {
                if (number >= from && !IsBlank(line)) batch.Add(new(number, line.ToArray()));
                number++;
                if (batch.Count < size) continue;
                yield return batch;
                batch = [];
            }

            if (rest.Length > LongestLine) throw new QuernException(PushFindings.LongLine(number));
            pipe.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted) break;
        }

        if (batch.Count > 0) yield return batch;
    }

    public void Dispose()
    {
        _stream.Dispose();
        File?.Dispose();
    }

    private async ValueTask<ReadResult> Whole(ValueTask<ReadResult> reading, CancellationToken cancellation)
    {
        try
        {
            // Nothing ends a read of a terminal, so it is left behind.
            return reading.IsCompleted ? await reading.ConfigureAwait(false) : await reading.AsTask().WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new QuernException([PushFindings.BadFile(Name, e.Message)], e);
        }
    }

    private static bool TryCut(ref ReadOnlySequence<byte> rest, bool isEnd, out ReadOnlySequence<byte> line)
    {
        line = rest;
        if (rest.PositionOf((byte)'\n') is { } at)
        {
            line = rest.Slice(0, at);
            rest = rest.Slice(rest.GetPosition(1, at));
            return true;
        }

        if (!isEnd || rest.IsEmpty) return false;
        rest = rest.Slice(rest.End);
        return true;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
            if (part.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                return false;
        return true;
    }
}
