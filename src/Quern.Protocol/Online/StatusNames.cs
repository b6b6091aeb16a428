using Quern.Values;

namespace Quern.Protocol.Online;

/// <summary>The names of statuses on the wire, with their quotation marks and a comma behind, by <see cref="FeatureStatus"/>.</summary>
internal static class StatusNames
{
    private static readonly byte[] Present = "\"PRESENT\","u8.ToArray();
    private static readonly byte[] NullValue = "\"NULL_VALUE\","u8.ToArray();
    private static readonly byte[] NotFound = "\"NOT_FOUND\","u8.ToArray();
    private static readonly byte[] OutsideMaxAge = "\"OUTSIDE_MAX_AGE\","u8.ToArray();
    private static readonly byte[] Invalid = "\"INVALID\","u8.ToArray();

    private static readonly string[] Words = [.. Enum.GetValues<FeatureStatus>().Select(status => SnakeCase.Of(status.ToString()).ToUpperInvariant())];

    internal static byte[][] Of(FeastStatus mode) => [.. Enum.GetValues<FeatureStatus>().Select(status => mode == FeastStatus.Python ? Python(status) : Strict(status))];

    /// <summary>A status as it is, also where Feast has no word for it.</summary>
    internal static string WordOf(FeatureStatus status) => Words[(int)status];

    private static byte[] Strict(FeatureStatus status) => status switch
    {
        FeatureStatus.Present => Present,
        FeatureStatus.NullValue => NullValue,
        FeatureStatus.NotFound => NotFound,
        FeatureStatus.OutsideMaxAge => OutsideMaxAge,
        _ => Invalid,
    };

    private static byte[] Python(FeatureStatus status) => status is FeatureStatus.Present or FeatureStatus.NullValue ? Present : NotFound;
}
