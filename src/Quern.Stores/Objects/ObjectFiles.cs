using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Quern.Engine.Objects;
using Quern.Stores.Files;
using Quern.Stores.Sources;

namespace Quern.Stores.Objects;

/// <summary>
/// Objects as files of this machine, for one piece of work. An object that was read lies in the cache under a name made of its key and tag, so that it is the same for ever. (1) What is missing comes in parts, several at
/// once, into a draft; (2) once it is whole the piece of work gives it a name in a folder of its own, which stays when somebody makes room; (3) then it gets its name in the cache. So no file that is being read goes,
/// no part of one is ever seen, and any number of processes share what is there. Of an object of which little is wanted, that alone comes (<see cref="PartialFile"/>). Safe for use from several threads.
/// </summary>
public sealed class ObjectFiles : IDisposable
{
    /// <summary>How long an object is at least of which parts are brought.</summary>
    internal const long LeastInParts = 1 << 20;

    private const string Uses = "use-";

    // What lies between two ranges comes sooner than another answer begins.
    private const long Gap = 64 << 10;

    private readonly ObjectStorage _storage;
    private readonly ConcurrentDictionary<(string Bucket, StoredObject Object), string> _files = new();
    private readonly Dictionary<(string Bucket, StoredObject Object), PartialFile> _parts = [];
    private readonly Lock _bringing = new();
    private readonly string _uses;
    private readonly string _content;
    private bool _isMade;

    /// <summary>Begins a piece of work; nothing is read yet.</summary>
    public ObjectFiles(ObjectStorage storage)
    {
        _storage = storage;
        _uses = Path.Combine(storage.CacheFolder, Uses + RunMark.New());
        _content = Path.Combine(storage.CacheFolder, "objects");
    }

    /// <summary>Gets the objects that there are.</summary>
    public ObjectStorage Storage => _storage;

    /// <summary>Objects of a bucket as files, in their order, which stay for as long as this piece of work lasts.</summary>
    /// <exception cref="QuernException">An object cannot be read, or is not what it was when it was found; or the disk is full.</exception>
    public IReadOnlyList<string> Bring(string bucket, IReadOnlyList<StoredObject> objects, CancellationToken cancellation)
    {
        // One at a time within a piece of work: each uses all connections there are.
        lock (_bringing)
        {
            Told(() => BringWhole(bucket, objects, cancellation));
            return [.. objects.Select(item => _files[(bucket, item)])];
        }
    }

    /// <summary>
    /// Objects of a bucket as files in which some bytes are those of the object and all others may be zeros. A file that was given before stays as it is, and has what it had; one with more bytes has another name. Objects that are short, or
    /// of which much is wanted, are whole.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="objects">The objects, each with the bytes that are wanted; null for all.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The files, in the order of the objects.</returns>
    /// <exception cref="QuernException">As in the other form.</exception>
    internal IReadOnlyList<string> Bring(string bucket, IReadOnlyList<(StoredObject Object, ByteRanges? Bytes)> objects, CancellationToken cancellation)
    {
        lock (_bringing)
        {
            Told(() =>
            {
                Make();
                var wanted = new Dictionary<StoredObject, ByteRanges>();
                foreach (var (item, bytes) in objects)
                    if (bytes is not null && !IsWhole(bucket, item) && IsLittle(item, bytes) && (_parts.ContainsKey((bucket, item)) || !TryUse(bucket, item)))
                        wanted[item] = bytes;
                BringParts(bucket, wanted, cancellation);
                BringWhole(bucket, [.. objects.Select(item => item.Object).Where(item => !wanted.ContainsKey(item))], cancellation);
            });
            return [.. objects.Select(item => _files.TryGetValue((bucket, item.Object), out var whole) ? whole : _parts[(bucket, item.Object)].Path)];
        }
    }

    /// <summary>Whether all of an object is there for this piece of work.</summary>
    internal bool IsWhole(string bucket, StoredObject item) => _files.ContainsKey((bucket, item));

    /// <summary>Takes a file that has become an object into the cache, so that it need not be read from there; the file is gone afterwards.</summary>
    public void Keep(string bucket, StoredObject item, string file)
    {
        Make();
        File.Move(file, NameOf(bucket, item), overwrite: true);
    }

    /// <summary>A name for a file of this piece of work.</summary>
    public string NewFile(string name)
    {
        Make();
        return Path.Combine(_uses, $"{Guid.NewGuid():N}-{Path.GetFileName(name)}");
    }

    /// <summary>Ends the piece of work: its files may go.</summary>
    public void Dispose()
    {
        if (!_isMade) return;
        _isMade = false;
        _files.Clear();
        _parts.Clear();
        if (Directory.Exists(_uses)) Directory.Delete(_uses, recursive: true);
        ObjectRoom.Make(_content, _storage.CacheBytes);
    }

    private void Make()
    {
        if (_isMade) return;
        Directory.CreateDirectory(_content);
        RunMark.Sweep(_storage.CacheFolder, Uses);
        RunMark.Sweep(_content, ObjectRoom.Drafts);
        Directory.CreateDirectory(_uses);
        _isMade = true;
    }

    private void Told(Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (StoreErrors.Tells(failure))
        {
            throw StoreErrors.ToWrite($"cache of objects '{_storage.CacheFolder}'", failure);
        }
    }

    private static bool IsLittle(StoredObject item, ByteRanges bytes) => SparseFile.IsSupported && item.Bytes >= LeastInParts && bytes.Joined(Gap).Total <= item.Bytes / 2;

    private static string HashOf(string bucket, StoredObject item) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{bucket}\0{item.Key}\0{item.Tag}\0{item.Bytes}")))[..32];

    // Formats are told by the ends of names.
    private string NameOf(string bucket, StoredObject item)
    {
        var name = item.Key[(item.Key.LastIndexOf('/') + 1)..];
        var end = string.Concat(name.Split('.').Skip(1).TakeLast(2).Where(part => part.Length is > 0 and <= 8 && part.All(char.IsAsciiLetterOrDigit)).Select(part => "." + part));
        return Path.Combine(_content, HashOf(bucket, item) + end);
    }

    private string UseOf(string bucket, StoredObject item) => Path.Combine(_uses, Path.GetFileName(NameOf(bucket, item)));

    // Somebody may make room at this very moment: then it is not there.
    private bool TryUse(string bucket, StoredObject item)
    {
        var (name, use) = (NameOf(bucket, item), UseOf(bucket, item));
        try
        {
            // A file system without second names gets copies.
            if (!File.Exists(use) && !DurableFile.TryShare(name, use)) File.Copy(name, use);
            // A crash of the machine may have left a name without its content.
            if (new FileInfo(use).Length != item.Bytes)
            {
                File.Delete(name);
                File.Delete(use);
                return false;
            }

            // Many file systems do not note by themselves when something is read. The time of writing stays: it is one for all names.
            File.SetLastAccessTimeUtc(name, _storage.Clock.GetUtcNow().UtcDateTime);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        _files[(bucket, item)] = use;
        return true;
    }

    private void BringWhole(string bucket, IReadOnlyList<StoredObject> objects, CancellationToken cancellation)
    {
        Make();
        StoredObject[] missing = [.. objects.Where(item => !IsWhole(bucket, item) && !TryUse(bucket, item)).Distinct()];
        if (missing.Length == 0) return;
        MakeRoom(missing.Sum(item => item.Bytes));
        ObjectPart[] drafts = [.. missing.Select(item => new ObjectPart(item, Path.Combine(_content, ObjectRoom.Drafts + RunMark.New()), ByteRanges.Of(new ByteRange(0, item.Bytes))))];
        try
        {
            new ObjectDownload(_storage.Open(bucket), _storage.Progress, draft =>
            {
                // In use before it is anybody's: under its name alone it could be let go at once.
                var use = UseOf(bucket, draft.Object);
                if (!File.Exists(use) && !DurableFile.TryShare(draft.File, use)) File.Copy(draft.File, use);
                File.Move(draft.File, NameOf(bucket, draft.Object), overwrite: true);
                _files[(bucket, draft.Object)] = use;
            }).Run(drafts, cancellation);
        }
        finally
        {
            foreach (var draft in drafts) File.Delete(draft.File);
        }
    }

    // Takes out what has to be brought whole.
    private void BringParts(string bucket, Dictionary<StoredObject, ByteRanges> wanted, CancellationToken cancellation)
    {
        var unknown = wanted.Keys.Where(item => !_parts.ContainsKey((bucket, item))).ToArray();
        var statements = unknown.Length == 0 ? null : Directory.EnumerateFiles(_content, "*" + PartialFile.StatementEnding).ToLookup(file => PartialFile.NameOf(file).Split('-')[0]);
        foreach (var item in unknown)
            if (Partial(HashOf(bucket, item), item.Bytes, statements!) is { } file) _parts[(bucket, item)] = file;
            else wanted.Remove(item);

        var missing = new List<ObjectPart>();
        foreach (var (item, bytes) in wanted)
            if (_parts[(bucket, item)] is var file && bytes.Without(file.There) is { All.Count: > 0 } left)
                missing.Add(new(item, file.Path, left.Joined(Gap)));
        if (missing.Count == 0) return;
        MakeRoom(missing.Sum(part => part.Ranges.Total));
        new ObjectDownload(_storage.Open(bucket), _storage.Progress, part => _parts[(bucket, part.Object)].Add(part.Ranges)).Run(missing, cancellation);
    }

    // Of several that processes have begun at once, that with the most.
    private PartialFile? Partial(string hash, long bytes, ILookup<string, string> statements)
    {
        var found = statements[hash].GroupBy(PartialFile.NameOf).Select(about => PartialFile.Open(_content, _uses, [.. about], bytes)).OfType<PartialFile>().MaxBy(file => file.There.Total);
        found?.Touch(_storage.Clock.GetUtcNow().UtcDateTime);
        return found ?? PartialFile.Create(_content, _uses, hash, bytes);
    }

    private void MakeRoom(long bytes) => ObjectRoom.Make(_content, Math.Max(0, _storage.CacheBytes - bytes));
}
