using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Values;

namespace Quern.Engine.TrainingSets;

/// <summary>Finds out which events made each value of one row of a training set.</summary>
public static class TrainingSetExplanation
{
    /// <summary>The values of a row of the spine, counted from 1, with their events.</summary>
    /// <exception cref="QuernException">The spine has no such row, or cannot be read.</exception>
    public static IReadOnlyList<PlainValue> Of(ISourceReader reader, TrainingSetRequest request, int row, CancellationToken cancellation)
    {
        var columns = SpineColumns.Resolve(request);
        var rows = request.Spine.Count(cancellation);
        if (row < 1 || row > rows) throw new QuernException(new Finding("QRN3005", $"spine '{request.Spine.Name}' has no row {row}", Hint: $"Its rows are counted from 1 to {rows}."));
        var loaded = request.Spine.Load(columns, row - 1, 1, cancellation);
        var history = new HistoryRequest(request.Service, (Int64Column)loaded[0], [.. loaded.Skip(1).Take(request.Service.JoinKeys.Count)], [], request.AsKnown, request.BadRows);
        return new PlainHistory(reader).Compute(history, [0], cancellation);
    }
}
