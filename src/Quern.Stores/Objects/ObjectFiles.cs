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
/// no part of one is ever seen, and any number of processes share what is there. Safe for use from several threads.
/// </summary>
public sealed class ObjectFiles : IDisposable
{
    private const string Uses = "use-";

    private readonly ObjectStorage _storage;
    private readonly ConcurrentDictionary<(string Bucket, StoredObject Object), string> _files = new();
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
            try
            {
                Make();
                StoredObject[] missing = [.. objects.Where(item => !_files.ContainsKey((bucket, item)) && !TryUse(bucket, item)).Distinct()];
                if (missing.Length > 0) Fetch(bucket, missing, cancellation);
            }
            catch (Exception failure) when (StoreErrors.Tells(failure))
            {
                throw StoreErrors.ToWrite($"cache of objects '{_storage.CacheFolder}'", failure);
            }

            return [.. objects.Select(item => _files[(bucket, item)])];
        }
    }

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

    // Formats are told by the ends of names.
    private string NameOf(string bucket, StoredObject item)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{bucket}\0{item.Key}\0{item.Tag}\0{item.Bytes}")))[..32];
        var name = item.Key[(item.Key.LastIndexOf('/') + 1)..];
        var end = string.Concat(name.Split('.').Skip(1).TakeLast(2).Where(part => part.Length is > 0 and <= 8 && part.All(char.IsAsciiLetterOrDigit)).Select(part => "." + part));
        return Path.Combine(_content, hash + end);
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

    private void Fetch(string bucket, IReadOnlyList<StoredObject> missing, CancellationToken cancellation)
    {
        ObjectRoom.Make(_content, Math.Max(0, _storage.CacheBytes - missing.Sum(item => item.Bytes)));
        var drafts = missing.ToDictionary(item => item, _ => Path.Combine(_content, ObjectRoom.Drafts + RunMark.New()));
        try
        {
            new ObjectDownload(_storage.Open(bucket), _storage.Progress, (item, draft) =>
            {
                // In use before it is anybody's: under its name alone it could be let go at once.
                var use = UseOf(bucket, item);
                if (!File.Exists(use) && !DurableFile.TryShare(draft, use)) File.Copy(draft, use);
                File.Move(draft, NameOf(bucket, item), overwrite: true);
                _files[(bucket, item)] = use;
            }).Run(drafts, cancellation);
        }
        finally
        {
            foreach (var draft in drafts.Values) File.Delete(draft);
        }
    }
}
