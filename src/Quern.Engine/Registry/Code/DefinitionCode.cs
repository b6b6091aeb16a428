using System.Collections.Concurrent;
using System.Reflection;

namespace Quern.Engine.Registry.Code;

/// <summary>
/// The C# that applied definitions were written in, as their compiled assembly carries it. What is kept of it is compressed; a file is unpacked when somebody asks. Safe for several threads.
/// </summary>
public sealed class DefinitionCode
{
    /// <summary>How many characters of a file are given.</summary>
    public const int LongestText = 1 << 20;

    // A file that takes more is not unpacked at all.
    private const int LongestFile = 16 << 20;
    // What stands for the project's folder in names of files.
    private const string Root = "/_/";

    private readonly Dictionary<(string Thing, string Name), MemberInfo> _members;
    private readonly EmbeddedSources? _sources;
    private readonly Finding? _damage;
    private readonly ConcurrentDictionary<MethodPlace, (int First, int Last)> _lines = new();

    private DefinitionCode(Dictionary<(string Thing, string Name), MemberInfo> members, EmbeddedSources? sources, Finding? damage) => (_members, _sources, _damage) = (members, sources, damage);

    /// <summary>Reads what compiled definitions carry. What is wrong with it is told when it is asked for.</summary>
    /// <param name="assembly">Their bytes.</param>
    /// <param name="definitions">The same, loaded.</param>
    /// <exception cref="QuernException">The assembly needs others that are not there.</exception>
    public static DefinitionCode Read(byte[] assembly, DefinitionAssembly definitions) =>
        Read(assembly, [.. definitions.Read().Members.Where(member => member.Member.Module.Assembly == definitions.Assembly)]);

    internal static DefinitionCode Read(byte[] assembly, IReadOnlyList<DefinitionMember> found)
    {
        var members = found.ToDictionary(member => (member.Thing, member.Name), member => member.Member);
        try
        {
            return new(members, EmbeddedSources.Read(assembly, members.Values.Select(TokenOf)), null);
        }
        catch (BadImageFormatException exception)
        {
            return new(members, null, CodeFindings.Damaged(exception.Message));
        }
    }

    /// <summary>The C# of one definition.</summary>
    /// <param name="thing"><c>entity</c>, <c>source</c>, <c>view</c>, <c>lookup</c>, <c>on-demand</c> or <c>service</c>.</param>
    /// <param name="name">Its name; a view's with its version when that is not 1.</param>
    /// <exception cref="QuernException">It is not kept, or nothing tells which it is; the finding says why, and what to do.</exception>
    public CodeExcerpt Find(string thing, string name)
    {
        if (_damage is not null) throw new QuernException(_damage);
        if (_sources is null) throw new QuernException(CodeFindings.NotKept());
        if (!_members.TryGetValue((thing, name), out var member) || _sources.Find(TokenOf(member)) is not var (file, place)) throw new QuernException(CodeFindings.NoPlace(thing, name));
        var path = file.Name.StartsWith(Root, StringComparison.Ordinal) ? file.Name[Root.Length..] : file.Name[(file.Name.LastIndexOfAny(['/', '\\']) + 1)..];
        if (file.Content is null) throw new QuernException(CodeFindings.KeptBack(path));
        try
        {
            var text = file.Read(LongestFile) ?? throw new QuernException(CodeFindings.TooLong(path, LongestFile));
            return Cut(text, path, $"{member.DeclaringType?.Name}.{member.Name}", place, _lines);
        }
        catch (BadImageFormatException exception)
        {
            throw new QuernException(CodeFindings.Damaged(exception.Message), exception);
        }
    }

    // The member's lines, or where braces do not tell, those of its statements.
    private static (int First, int Last) Widen(string text, IReadOnlyList<int> lines, MethodPlace place)
    {
        var at = Math.Min(text.Length, lines[place.FirstLine - 1] + Math.Max(0, place.FirstColumn - 1));
        return MemberLines.Around(text, lines, at) is var (first, last) && first <= place.FirstLine && last >= place.LastLine ? (first, last) : (place.FirstLine, place.LastLine);
    }

    private static int TokenOf(MemberInfo member) => (member as PropertyInfo)?.GetMethod?.MetadataToken ?? member.MetadataToken;

    internal static CodeExcerpt Cut(string text, string path, string member, MethodPlace place, ConcurrentDictionary<MethodPlace, (int First, int Last)> known)
    {
        var lines = MemberLines.Starts(text);
        // A directive may have said what no file has.
        if (place.FirstLine < 1 || place.LastLine < place.FirstLine || place.LastLine > lines.Count) throw new BadImageFormatException($"'{path}' has {lines.Count} lines, and the member stands on {place.FirstLine} to {place.LastLine}.");
        var (first, last) = known.GetOrAdd(place, _ => Widen(text, lines, place));
        if (text.Length <= LongestText) return new(path, member, first, last, 1, text, true);
        var (start, end) = (lines[first - 1], last < lines.Count ? lines[last] : text.Length);
        return new(path, member, first, last, first, text[start..Math.Min(end, start + LongestText)], false);
    }
}
