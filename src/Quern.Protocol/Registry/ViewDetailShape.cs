using Quern.Planning;
using Quern.Values;

namespace Quern.Protocol.Registry;

/// <summary>What a view means: the answer to <c>GET /v1/views/{view}</c>.</summary>
/// <param name="View">The view, <c>view</c> or <c>view@2</c>.</param>
/// <param name="JoinKeys">The key columns that a request must have.</param>
/// <param name="Definition">The hash of all that makes its values what they are.</param>
/// <param name="Shared">What all its features share: entity, keys, source, filters; a line for each.</param>
/// <param name="Meanings">What makes each of its features what it is, by the features' order: canonical text.</param>
/// <param name="AllowedLateness">How late an event may be and still be merged, such as <c>1h</c>.</param>
public sealed record ViewDetailShape(string View, IReadOnlyList<FieldShape> JoinKeys, string Definition, IReadOnlyList<string> Shared, IReadOnlyList<string> Meanings, string AllowedLateness)
{
    /// <summary>A view as it is told.</summary>
    public static ViewDetailShape Of(ViewPlan view) => new(
        view.Reference,
        [.. view.Definition.Entity.JoinKeys.Zip(view.KeyKinds, (name, kind) => new FieldShape(name, DataType.Scalar(kind).ToString()))],
        view.Hash,
        [.. view.Meaning.Split('\n', StringSplitOptions.RemoveEmptyEntries)],
        [.. Enumerable.Range(0, view.Features.Count).Select(view.MeaningOf)],
        view.AllowedLateness.ToString());
}
