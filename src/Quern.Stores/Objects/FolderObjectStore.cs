using System.Text;
using Quern.Engine.Objects;
using Quern.Stores.Files;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Stores.Objects;

/// <summary>
/// Objects as files of a folder, such as one that several machines mount: the parts of a key between slashes are folders. A key that is the beginning of another up to a slash cannot be, and neither can one
/// with a part that begins with a point and ends in <c>.tmp</c>.
/// </summary>
/// <param name="folder">The bucket's folder.</param>
/// <param name="bucket">What the bucket is called.</param>
/// <param name="clock">Says when objects are written.</param>
public sealed class FolderObjectStore(string folder, string bucket, TimeProvider clock) : IObjectStore
{
    private readonly string _folder = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public string Name => ObjectLocation.Scheme + bucket;

    /// <inheritdoc/>
    public StoredObject? Find(string key, CancellationToken cancellation) => Told(key, StoreErrors.ToRead, () => CanBe(key) ? Of(key, new(PathOf(key))) : null);

    /// <inheritdoc/>
    public IEnumerable<StoredObject> List(string prefix, string? after, CancellationToken cancellation) => Told(prefix, StoreErrors.ToRead, () =>
    {
        var found = new List<(byte[] Order, StoredObject Object)>();
        var last = after is null ? null : Encoding.UTF8.GetBytes(after);
        // All keys that begin so are in the folder that the prefix names up to its last slash.
        var slash = prefix.LastIndexOf('/');
        if (slash >= 0 && !CanBe(prefix[..slash])) return [];
        var start = slash < 0 ? _folder : PathOf(prefix[..slash]);
        // Files come and go while they are listed.
        if (!Directory.Exists(start)) return [];
        foreach (var file in new DirectoryInfo(start).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true }))
        {
            cancellation.ThrowIfCancellationRequested();
            var key = Path.GetRelativePath(_folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (!key.StartsWith(prefix, StringComparison.Ordinal) || IsDraft(key) || Of(key, file) is not { } item) continue;
            var order = Encoding.UTF8.GetBytes(key);
            if (last is null || order.AsSpan().SequenceCompareTo(last) > 0) found.Add((order, item));
        }

        found.Sort((left, right) => left.Order.AsSpan().SequenceCompareTo(right.Order));
        return found.Select(item => item.Object).ToList();
    });

    /// <inheritdoc/>
    public ObjectContent? Get(string key, CancellationToken cancellation) => Told(key, StoreErrors.ToRead, () =>
    {
        if (!CanBe(key)) return null;
        try
        {
            using var file = new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return new ObjectContent(new(key, content.Length, TagOf(content.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle)), Instant.From(File.GetLastWriteTimeUtc(file.SafeFileHandle))), content);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    });

    /// <inheritdoc/>
    public void Read(StoredObject from, long offset, Memory<byte> into, CancellationToken cancellation) => Told(from.Key, StoreErrors.ToRead, () =>
    {
        try
        {
            using var file = File.OpenHandle(PathOf(from.Key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (TagOf(RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file)) != from.Tag) throw new QuernException(ObjectFindings.Changed(NameOf(from.Key)));
            for (var done = 0; done < into.Length;)
            {
                var read = RandomAccess.Read(file, into.Span[done..], offset + done);
                if (read == 0) throw new QuernException(ObjectFindings.Changed(NameOf(from.Key)));
                done += read;
            }

            return true;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new QuernException(ObjectFindings.Changed(NameOf(from.Key)), missing);
        }
    });

    /// <inheritdoc/>
    public StoredObject Put(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) => Told(key, StoreErrors.ToWrite, () =>
    {
        var draft = Draft(key);
        File.WriteAllBytes(draft, content.Span);
        return Publish(draft, key);
    });

    /// <inheritdoc/>
    public bool TryCreate(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) => Told(key, StoreErrors.ToWrite, () =>
    {
        MakeFolder(key);
        return DurableFile.TryCreate(PathOf(key), content.Span) || (Get(key, cancellation) is { } there && there.Content.AsSpan().SequenceEqual(content.Span));
    });

    /// <inheritdoc/>
    public IObjectUpload BeginUpload(string key, CancellationToken cancellation) => new FolderUpload(Told(key, StoreErrors.ToWrite, () => Directory.CreateDirectory(Draft(key)).FullName), draft => Told(key, StoreErrors.ToWrite, () => Publish(draft, key)));

    /// <inheritdoc/>
    public void Delete(string key, CancellationToken cancellation) => Told(key, StoreErrors.ToWrite, () =>
    {
        try
        {
            File.Delete(PathOf(key));
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    });

    /// <summary>Nothing is held.</summary>
    public void Dispose()
    {
    }

    private static bool IsDraft(string key) => key.Split('/').Any(part => part.StartsWith('.') && part.EndsWith(".tmp", StringComparison.Ordinal));

    private static bool CanBe(string key) => !IsDraft(key) && !key.Split('/').Any(part => part is "" or "." or "..") && !key.Contains('\0', StringComparison.Ordinal);

    private static string TagOf(long bytes, DateTime written) => $"{written.Ticks:x}-{bytes:x}";

    private static StoredObject? Of(string key, FileInfo file)
    {
        try
        {
            return file.Exists ? new(key, file.Length, TagOf(file.Length, file.LastWriteTimeUtc), Instant.From(file.LastWriteTimeUtc)) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private string NameOf(string key) => new ObjectLocation(bucket, key).ToString();

    // A key comes from listings of other stores too, and must not lead out of the folder.
    private string PathOf(string key)
    {
        if (!CanBe(key))
            throw new QuernException(new Finding("QRN6800", $"'{NameOf(key)}' cannot be an object of a folder", "Its key has an empty part, '.' or '..', or one like '.name.tmp'.", "Choose another key."));
        return Path.Combine(_folder, key.Replace('/', Path.DirectorySeparatorChar));
    }

    private void MakeFolder(string key) => Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);

    private string Draft(string key)
    {
        MakeFolder(key);
        return DurableFile.DraftOf(PathOf(key));
    }

    // The file system's own times are too coarse to tell two contents apart that come right after each other.
    private StoredObject Publish(string draft, string key)
    {
        File.SetLastWriteTimeUtc(draft, clock.GetUtcNow().UtcDateTime);
        var (bytes, written) = (new FileInfo(draft).Length, File.GetLastWriteTimeUtc(draft));
        DurableFile.Publish(draft, PathOf(key));
        return new(key, bytes, TagOf(bytes, written), Instant.From(written));
    }

    private T Told<T>(string key, Func<string, Exception, QuernException> translate, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (StoreErrors.Tells(failure))
        {
            throw translate($"object '{NameOf(key)}'", failure);
        }
    }
}
