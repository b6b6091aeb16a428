using Quern.Values;

namespace Quern.Cli.Rendering;

/// <summary>A status as it is spelt everywhere: <c>PRESENT</c>, <c>NULL_VALUE</c>, <c>OUTSIDE_MAX_AGE</c>.</summary>
internal static class StatusName
{
    public static string Of(FeatureStatus status) => SnakeCase.Of(status.ToString()).ToUpperInvariant();
}
