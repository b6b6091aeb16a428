using System.Globalization;
using System.Text.Json;
using Quern.Engine.Registry;
using Quern.Stores.Files;
using Quern.Values;

namespace Quern.Stores.Registry;

/// <summary>
/// The registry in a folder: <c>commits/000001.json</c>, <c>commits/000002.json</c>, … and <c>objects/&lt;sha256&gt;.dll</c>. Files are created whole and never change, so that
/// the folder can lie in git or on a shared disk; the latest commit is the one with the greatest number. Reading needs no lock.
/// </summary>
public sealed class FileRegistryStore : IRegistryStore
{
    private readonly string _commits;
    private readonly string _objects;

    /// <summary>Opens the registry in a folder, which need not exist before something is written.</summary>
    public FileRegistryStore(string folder) => (_commits, _objects) = (Path.Combine(folder, "commits"), Path.Combine(folder, "objects"));

    /// <inheritdoc/>
    public RegistryCommit? Head() => HeadNumber() is > 0 and var number ? Find(number) : null;

    /// <inheritdoc/>
    public int HeadNumber()
    {
        if (!Directory.Exists(_commits)) return 0;
        var (head, count) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(_commits, "??????*.json"))
            if (int.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                (head, count) = (Math.Max(head, number), count + 1);
        if (head != count) throw new QuernException(RegistryFindings.Damaged(_commits, $"There are {count} commits, but the latest has number {head}: some are missing."));
        return head;
    }

    /// <inheritdoc/>
    public RegistryCommit? Find(int number)
    {
        var path = PathOf(number);
        try
        {
            var commit = CommitJson.Read(File.ReadAllBytes(path));
            return commit.Number == number ? commit : throw new QuernException(RegistryFindings.Damaged(path, $"It says that it is commit {commit.Number}."));
        }
        catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw new QuernException(RegistryFindings.Damaged(path, exception.Message), exception);
        }
    }

    /// <inheritdoc/>
    public RegistryCommit? TryAppend(RegistryCommit commit)
    {
        var head = HeadNumber();
        if (commit.Number <= head) return Find(commit.Number);
        if (commit.Number != head + 1) throw new ArgumentException($"Commit {commit.Number} does not follow {head}.", nameof(commit));
        return TryCreate(PathOf(commit.Number), CommitJson.Write(commit)) ? null : Find(commit.Number);
    }

    /// <inheritdoc/>
    public string PutObject(ReadOnlySpan<byte> content)
    {
        var hash = ContentHash.Of(content);
        var path = ObjectPath(hash);
        if (!TryCreate(path, content) && ContentHash.Of(File.ReadAllBytes(path)) != hash)
        {
            File.Delete(path);
            TryCreate(path, content);
        }

        return hash;
    }

    /// <inheritdoc/>
    public byte[] GetObject(string hash)
    {
        try
        {
            var content = File.ReadAllBytes(ObjectPath(hash));
            return ContentHash.Of(content) == hash ? content : throw new QuernException(RegistryFindings.BadObject(hash, "Its content has another hash than its name."));
        }
        catch (IOException exception)
        {
            throw new QuernException(RegistryFindings.BadObject(hash, exception.Message), exception);
        }
    }

    private static bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(folder);
            return DurableFile.TryCreate(path, content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new QuernException(RegistryFindings.NotWritable(folder, exception.Message), exception);
        }
    }

    /// <summary>The file of a commit in a registry's folder.</summary>
    internal static string CommitIn(string folder, int number) => Path.Combine(folder, "commits", number.ToString("D6", CultureInfo.InvariantCulture) + ".json");

    private string PathOf(int number) => CommitIn(Path.GetDirectoryName(_commits)!, number);

    private string ObjectPath(string hash) => Path.Combine(_objects, hash + ".dll");
}
