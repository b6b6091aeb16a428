using Quern.Engine.Objects;

namespace Quern.Stores.Objects;

/// <summary>Makes objects of files: small ones at once, others in parts, several at the same time. Nothing is seen under the key before all of it is there.</summary>
internal static class ObjectUploads
{
    private const long Single = 16 << 20;
    private const int PartBytes = 8 << 20;
    private const int AtOnce = 4;

    /// <summary>Puts a file, in place of the object that has the key.</summary>
    public static StoredObject Put(IObjectStore store, string key, string path, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var bytes = new FileInfo(path).Length;
        if (bytes <= Single) return store.Put(key, File.ReadAllBytes(path), cancellation);
        var part = (int)Math.Max(PartBytes, bytes / IObjectUpload.MostParts + 1);
        using var file = File.OpenHandle(path);
        using var upload = store.BeginUpload(key, cancellation);
        var (there, telling) = (0L, new Lock());
        PartsAtOnce.Run(Enumerable.Range(0, (int)((bytes + part - 1) / part)), AtOnce, i =>
        {
            var content = new byte[(int)Math.Min(part, bytes - (long)i * part)];
            var read = 0;
            while (read < content.Length && RandomAccess.Read(file, content.AsSpan(read), (long)i * part + read) is > 0 and var more) read += more;
            upload.Put(i + 1, content, cancellation);
            lock (telling) progress?.Invoke($"writing {store.Name}", there += content.Length, bytes);
        }, cancellation);

        return upload.Complete(cancellation);
    }
}
