using Quern.Engine.Objects;

namespace Quern.Stores.Objects;

/// <summary>Brings objects as files: ranges of all of them, several at once, each to its place; an object is done when its last range is.</summary>
/// <param name="store">Where from.</param>
/// <param name="progress">Told how many bytes are there; null for nobody.</param>
/// <param name="done">Takes an object and its whole file.</param>
internal sealed class ObjectDownload(IObjectStore store, Action<string, long, long>? progress, Action<StoredObject, string> done)
{
    private const int RangeBytes = 8 << 20;
    private const int AtOnce = 8;

    /// <summary>Brings them into the files that are given.</summary>
    public void Run(IReadOnlyDictionary<StoredObject, string> files, CancellationToken cancellation)
    {
        var (total, there) = (files.Keys.Sum(item => item.Bytes), 0L);
        var left = new Dictionary<StoredObject, int>();
        var ranges = new List<(StoredObject Object, long Offset, int Bytes)>();
        foreach (var item in files.Keys)
        {
            var before = ranges.Count;
            for (var offset = 0L; offset < item.Bytes; offset += RangeBytes) ranges.Add((item, offset, (int)Math.Min(RangeBytes, item.Bytes - offset)));
            if (ranges.Count == before) ranges.Add((item, 0, 0));
            left[item] = ranges.Count - before;
        }

        PartsAtOnce.Run(ranges, AtOnce, range =>
        {
            var content = new byte[range.Bytes];
            store.Read(range.Object, range.Offset, content, cancellation);
            using (var file = File.OpenHandle(files[range.Object], FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite)) RandomAccess.Write(file, content, range.Offset);
            lock (left)
            {
                progress?.Invoke($"reading {store.Name}", there += range.Bytes, total);
                if (--left[range.Object] > 0) return;
                done(range.Object, files[range.Object]);
            }
        }, cancellation);
    }
}
