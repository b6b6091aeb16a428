using System.Text;
using System.Text.RegularExpressions;
using Quern.Engine.Objects;

namespace Quern.Stores.Objects;

/// <summary>A pattern of keys as patterns of paths are: <c>*</c> and <c>?</c> stay between two slashes, <c>**</c> is any folders, <c>[ab]</c> one of some letters.</summary>
/// <param name="Prefix">What keys begin with, as far as the pattern says.</param>
/// <param name="Matches">Which keys are meant.</param>
internal sealed record ObjectGlob(string Prefix, Func<string, bool> Matches)
{
    private static readonly char[] Letters = ['*', '?', '['];

    /// <summary>The pattern; null for a key.</summary>
    public static ObjectGlob? Of(string key)
    {
        var first = key.IndexOfAny(Letters);
        if (first < 0) return null;
        var expression = new Regex($@"\A{Expression(key)}\z", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);
        return new(key[..first], expression.IsMatch);
    }

    /// <summary>The objects that are meant, in the order of their keys; what tools put there to stand for folders is none.</summary>
    public IEnumerable<StoredObject> List(IObjectStore store, CancellationToken cancellation) => store.List(Prefix, null, cancellation).Where(item => !item.Key.EndsWith('/') && Matches(item.Key));

    private static string Expression(string key)
    {
        var text = new StringBuilder();
        for (var i = 0; i < key.Length; i++)
            if (key[i] == '[' && key.IndexOf(']', i + 1) is > 0 and var end)
            {
                var inner = key[(i + 1)..end];
                text.Append(inner.StartsWith('!') || inner.StartsWith('^') ? $"[^/{Set(inner[1..])}]" : $"[{Set(inner)}]");
                i = end;
            }
            else if (key[i] == '*' && i + 1 < key.Length && key[i + 1] == '*')
            {
                // Any folders, none too.
                i++;
                if (i + 1 < key.Length && key[i + 1] == '/')
                {
                    text.Append("(?:.*/)?");
                    i++;
                }
                else text.Append(".*");
            }
            else text.Append(key[i] switch { '*' => "[^/]*", '?' => "[^/]", var letter => Regex.Escape(letter.ToString()) });

        return text.ToString();
    }

    private static string Set(string letters) => letters.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("^", "\\^", StringComparison.Ordinal);
}
