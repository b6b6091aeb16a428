using System.Text;
using Quern.Engine.Usage;

namespace Quern.Stores.Usage;

/// <summary>The lines of files, added up.</summary>
internal sealed class UsageText
{
    private readonly Dictionary<UsageKey, UsageCounts> _counts = [];
    private readonly Dictionary<string, UsageShape> _shapes = new(StringComparer.Ordinal);

    /// <summary>Adds a file's lines. The last is left out while it has no end: somebody is writing it, or has died over it.</summary>
    public void Add(string text)
    {
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (!UsageLine.TryRead(line, out var shape, out var key, out var counts)) continue;
            else if (shape is not null) _shapes.TryAdd(shape.Id, shape);
            else _counts[key] = _counts.GetValueOrDefault(key) + counts;
    }

    public UsageHistory From(long hour) => new(_counts.Where(counted => counted.Key.Hour >= hour).ToDictionary(), _shapes);

    /// <summary>The same in as few lines as can be.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        foreach (var shape in _shapes.Values) UsageLine.Write(text, shape);
        foreach (var (key, counts) in _counts) UsageLine.Write(text, key, counts);
        return text.ToString();
    }
}
