using Quern.Engine.Objects;

namespace Quern.Stores.Objects;

/// <summary>Bytes of an object that are to come to a file of this machine, each to its place.</summary>
/// <param name="Object">The object.</param>
/// <param name="File">The file.</param>
/// <param name="Ranges">Which bytes.</param>
internal sealed record ObjectPart(StoredObject Object, string File, ByteRanges Ranges);

/// <summary>Brings parts of objects to files: ranges of all of them, several at once; a part is done when its last range is.</summary>
/// <param name="store">Where from.</param>
/// <param name="progress">Told how many bytes are there; null for nobody.</param>
/// <param name="done">Takes a part that is there, from several threads.</param>
internal sealed class ObjectDownload(IObjectStore store, Action<string, long, long>? progress, Action<ObjectPart> done)
{
    private const int RangeBytes = 8 << 20;
    private const int AtOnce = 8;

    /// <summary>Brings them.</summary>
    public void Run(IReadOnlyList<ObjectPart> parts, CancellationToken cancellation)
    {
        var (total, there) = (parts.Sum(part => part.Ranges.Total), 0L);
        var left = new Dictionary<ObjectPart, int>(ReferenceEqualityComparer.Instance);
        var pieces = new List<(ObjectPart Part, long Offset, int Bytes)>();
        foreach (var part in parts)
        {
            var before = pieces.Count;
            foreach (var range in part.Ranges.All)
                for (var offset = range.Offset; offset < range.End; offset += RangeBytes)
                    pieces.Add((part, offset, (int)Math.Min(RangeBytes, range.End - offset)));
            if (pieces.Count == before) pieces.Add((part, 0, 0));
            left[part] = pieces.Count - before;
        }

        PartsAtOnce.Run(pieces, AtOnce, piece =>
        {
            var content = new byte[piece.Bytes];
            store.Read(piece.Part.Object, piece.Offset, content, cancellation);
            using (var file = File.OpenHandle(piece.Part.File, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite)) RandomAccess.Write(file, content, piece.Offset);
            lock (left)
            {
                progress?.Invoke($"reading {store.Name}", there += piece.Bytes, total);
                if (--left[piece.Part] > 0) return;
            }

            done(piece.Part);
        }, cancellation);
    }
}
