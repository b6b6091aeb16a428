using Quern.Definitions;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.PushDown;

/// <summary>
/// Port: a place where rows of sources lie that can compute views beside them, to the same bits. It sees the same state of its sources as the reader that it is of, so that what is computed there can be held against
/// what is computed here.
/// </summary>
public interface IViewPushDown
{
    /// <summary>What kind of place it is, as people name it: <c>postgres</c>.</summary>
    string Engine { get; }

    /// <summary>Computes those views that it can, and that are to be; each writes all values of its results, or none.</summary>
    /// <returns>For each read null where it was computed; otherwise why it was not, as a part of a sentence.</returns>
    /// <exception cref="QuernException">The place cannot be asked, or a definition does not fit what is there; where the choice is <see cref="PushDownChoice.WherePossible"/>, also that nothing may be computed there.</exception>
    IReadOnlyList<string?> Compute(PushDownRequest request, CancellationToken cancellation);
}

/// <summary>Views to be computed where their rows lie.</summary>
/// <param name="Choice">Which of them.</param>
/// <param name="Times">The instant of each row, in microseconds since 1970; none is null.</param>
/// <param name="AsKnown">Whether each row sees only what was known by then.</param>
/// <param name="Reads">The views.</param>
public sealed record PushDownRequest(PushDownChoice Choice, Int64Column Times, bool AsKnown, IReadOnlyList<PushedRead> Reads)
{
    /// <summary>Sources whose rows are read here in any case, so that it saves little to compute one of their views elsewhere.</summary>
    public IReadOnlyList<SourceDefinition> ReadAnyway { get; init; } = [];
}

/// <summary>A view that may be computed where its rows lie.</summary>
/// <param name="Read">The view, and which of its features. Its source has no event key, no stream and no expectations.</param>
/// <param name="Keys">By part of the key the columns of the rows, in the kinds of the view's keys.</param>
/// <param name="Entities">How many different keys there are.</param>
/// <param name="Reach">Which event times any row sees.</param>
/// <param name="Ties">The fields that order events of one time, first field first: those of the row that are not the same in all of them.</param>
/// <param name="Results">For each feature where its values go; every row is <see cref="FeatureStatus.NotFound"/>, as those stay whose key is null.</param>
public sealed record PushedRead(ViewRead Read, IReadOnlyList<Column> Keys, int Entities, Interval Reach, IReadOnlyList<int> Ties, IReadOnlyList<ResultColumn> Results);
