using Quern.Definitions;

namespace Quern;

/// <summary>Labels with one thing changed.</summary>
internal static class LabelChanges
{
    public static Labels Tagged(this Labels labels, string key, string value) =>
        labels with { Tags = new SortedDictionary<string, string>(labels.Tags.ToDictionary(), StringComparer.Ordinal) { [key] = value } };
}
