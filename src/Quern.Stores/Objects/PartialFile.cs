using System.Text;
using Quern.Stores.Files;

namespace Quern.Stores.Objects;

/// <summary>
/// An object of which parts are on this machine: a file as long as the object, with holes. Whoever fills a hole fills it with the bytes of that very object, so that what is there never changes, and processes need not ask each other.
/// (1) Bytes are written and flushed; (2) then a statement beside the file says that they are there. Whoever reads goes by statements, never by what the file seems to have. A statement names its file by a number of chance, so that
/// it says nothing of another that comes later. For one piece of work; not safe for use from several threads.
/// </summary>
internal sealed class PartialFile
{
    /// <summary>What names of such files in the cache end in.</summary>
    public const string Ending = ".parts";

    /// <summary>What names of statements end in.</summary>
    public const string StatementEnding = ".there";

    private readonly string _content;
    private readonly string _uses;
    private readonly string _name;
    private IReadOnlyList<string> _statements;
    private int _granted;

    private PartialFile(string content, string uses, string name, IReadOnlyList<string> statements, ByteRanges there)
    {
        (_content, _uses, _name, _statements, There) = (content, uses, name, statements, there);
        Path = NextPath();
    }

    /// <summary>Gets which bytes are there.</summary>
    public ByteRanges There { get; private set; }

    /// <summary>Gets the file under a name of this piece of work, where it can be read as far as it is there.</summary>
    public string Path { get; private set; }

    private string Shared => System.IO.Path.Combine(_content, _name + Ending);

    /// <summary>A file of an object of which nothing is there; null where the file system has no second names, without which nobody else could use it.</summary>
    public static PartialFile? Create(string content, string uses, string hash, long bytes)
    {
        var made = new PartialFile(content, uses, $"{hash}-{Guid.NewGuid():N}", [], ByteRanges.None);
        SparseFile.Create(made.Path, bytes);
        var first = made.Path;
        if (made.TryRename()) return made;
        File.Delete(first);
        return null;
    }

    /// <summary>The file that statements are about; null when it is gone.</summary>
    /// <param name="content">The folder of the cache.</param>
    /// <param name="uses">The folder of this piece of work.</param>
    /// <param name="statements">Files with statements about one file.</param>
    /// <param name="bytes">How long the object is.</param>
    public static PartialFile? Open(string content, string uses, IReadOnlyList<string> statements, long bytes)
    {
        var there = ByteRanges.None;
        foreach (var statement in statements)
            if (ByteRanges.Read(Text(statement), bytes) is { } ranges)
                there = there.Plus(ranges);
        var found = new PartialFile(content, uses, NameOf(statements[0]), statements, there);
        // Only what has the object's length can be it.
        return DurableFile.TryShare(found.Shared, found.Path) && new FileInfo(found.Path).Length == bytes ? found : null;
    }

    /// <summary>Which file of the cache a statement is about, by its name without an ending.</summary>
    public static string NameOf(string statement) => System.IO.Path.GetFileName(statement).Split('.')[0];

    /// <summary>Tells everybody of bytes that were written to <see cref="Path"/>, which is another name of the file from then on.</summary>
    public void Add(ByteRanges ranges)
    {
        DurableFile.Flush(Path);
        There = There.Plus(ranges);
        // Somebody may have made room meanwhile: then the file comes back.
        DurableFile.TryShare(Path, Shared);
        var (draft, statement) = (System.IO.Path.Combine(_content, ObjectRoom.Drafts + RunMark.New()), System.IO.Path.Combine(_content, $"{_name}.{Guid.NewGuid():N}{StatementEnding}"));
        File.WriteAllText(draft, There.Write());
        DurableFile.Publish(draft, statement);
        // It says all that they did.
        foreach (var older in _statements) File.Delete(older);
        _statements = [statement];
        // DuckDB remembers what it has read of a path, holes too: under a new name it has read nothing.
        if (!TryRename()) throw new IOException($"'{Path}' cannot be given a second name.");
    }

    /// <summary>Notes that the file is in use.</summary>
    public void Touch(DateTime now)
    {
        try
        {
            File.SetLastAccessTimeUtc(Shared, now);
        }
        catch (FileNotFoundException)
        {
            // It has been let go, and stays here.
        }
    }

    private static string Text(string statement)
    {
        try
        {
            return File.ReadAllText(statement, Encoding.UTF8);
        }
        catch (FileNotFoundException)
        {
            // Somebody has said more since, or made room.
            return "";
        }
    }

    private string NextPath() => System.IO.Path.Combine(_uses, $"{_name}-{_granted++}.parquet");

    private bool TryRename()
    {
        var next = NextPath();
        if (!DurableFile.TryShare(Path, next)) return false;
        Path = next;
        return true;
    }
}
