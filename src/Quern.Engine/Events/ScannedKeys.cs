using Quern.Engine.Sources;
using Quern.Values;

namespace Quern.Engine.Events;

/// <summary>The keys that scans of one source ask for, so that a reader need not fetch the rows of others.</summary>
internal static class ScannedKeys
{
    /// <summary>What all of the scans ask for together; null where one of them needs, or may need, any row.</summary>
    public static IReadOnlyList<WantedKeys>? Of(IReadOnlyList<ViewScan> scans)
    {
        if (scans.Any(scan => scan.AddKeys || scan.IsKeyed || scan.View.Definition.Keys.Any(key => key.DirectField < 0 || scan.Keys.Count > WantedKeys.Most))) return null;
        if (scans.Any(scan => scan.Keys.Kinds.Any(kind => kind is not (ValueKind.String or ValueKind.Int64)))) return null;
        return [.. scans.GroupBy(scan => string.Join(',', scan.View.Definition.Keys.Select(key => key.DirectField))).Select(Together)];
    }

    private static WantedKeys Together(IEnumerable<ViewScan> scans)
    {
        int[] fields = [.. scans.First().View.Definition.Keys.Select(key => key.DirectField)];
        var parts = fields.Select(_ => new HashSet<Value>()).ToArray();
        foreach (var scan in scans)
            for (var key = 0; key < scan.Keys.Count; key++)
                if (scan.Share.Has(key))
                    foreach (var (part, value) in scan.Keys.Parts(key).Index())
                        parts[part].Add(value);
        return new(fields, [.. parts.Select(values => values.ToArray())]);
    }
}
