using System.Text.Json.Nodes;

namespace Quern.Protocol.Online;

/// <summary>The answer of <c>POST /v1/vectors</c>, by column, for its description. The server writes the JSON itself.</summary>
/// <param name="Service">The service; null for features that were named.</param>
/// <param name="Version">The version of the registry.</param>
/// <param name="At">The instant of the vectors.</param>
/// <param name="From"><c>online</c> or <c>history</c>.</param>
/// <param name="Partial">Whether a deadline cut values off; absent where there was none.</param>
/// <param name="CutValues">How many values it cut off, those with a fallback included; absent where there was none.</param>
/// <param name="Keys">The join keys, by name, one value for each row.</param>
/// <param name="Features">The columns.</param>
public sealed record VectorAnswerShape(
    string? Service, string Version, string At, string From, bool? Partial, long? CutValues, IReadOnlyDictionary<string, JsonArray> Keys, IReadOnlyList<VectorColumnShape> Features);

/// <summary>One column of the answer.</summary>
/// <param name="Name">The column's name in the service.</param>
/// <param name="Feature">The feature, as <c>view:feature</c>; absent for one computed on demand.</param>
/// <param name="OnDemand">The on-demand feature; absent for others.</param>
/// <param name="Version">The version of the view's definition; absent for one computed on demand.</param>
/// <param name="Definition">The hash of all that makes its values what they are; absent for one computed on demand.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="CompleteTo">Up to when events are in the values; null where that is not known.</param>
/// <param name="ErrorBound">How far values may be off, where it was asked for; null for exact ones.</param>
/// <param name="Values">One value for each row, null where there is none.</param>
/// <param name="Statuses">One status for each row: <c>PRESENT</c>, <c>NULL_VALUE</c>, <c>NOT_FOUND</c>, <c>OUTSIDE_MAX_AGE</c>, <c>FAILED</c>, <c>OVERFLOW</c>, <c>TOO_MANY_VALUES</c>; of values that a deadline cut off <c>TIMED_OUT</c>, <c>DEFAULT</c>, <c>LAST_GOOD</c>.</param>
/// <param name="EventTimes">One instant for each row, null where nothing was found; null as a whole where it is not known.</param>
/// <param name="AgesMs">How old each value's row is, in milliseconds.</param>
public sealed record VectorColumnShape(
    string Name,
    string? Feature,
    string? OnDemand,
    int? Version,
    string? Definition,
    string Type,
    string? CompleteTo,
    ErrorBoundShape? ErrorBound,
    JsonArray Values,
    IReadOnlyList<string> Statuses,
    IReadOnlyList<string?>? EventTimes,
    IReadOnlyList<long?>? AgesMs);

/// <summary>How far a value may be from the true one.</summary>
/// <param name="RelativeStandardError">The standard error as a share of the true value; absent where the other is there.</param>
/// <param name="RelativeError">The greatest error as a share of the true value; absent where the other is there.</param>
/// <param name="ExactUpTo">Up to how many values it is exact.</param>
public sealed record ErrorBoundShape(double? RelativeStandardError, double? RelativeError, int ExactUpTo);
