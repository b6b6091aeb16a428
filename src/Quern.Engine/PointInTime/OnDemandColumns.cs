using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>Computes a service's on-demand features row by row from its other features, in slices of rows on several threads.</summary>
internal static class OnDemandColumns
{
    private const int SliceRows = 1 << 16;

    public static IReadOnlyList<IReadOnlyList<ResultColumn>> Compute(HistoryRequest request, ResultColumn[][] reads, ResultColumn[][] lookups, int threads)
    {
        var rows = request.Times.Count;
        ResultColumn[][] outputs = [.. request.Service.OnDemand.Select(method => method.NewColumns(rows))];
        if (outputs.Length == 0) return outputs;
        var program = new OnDemandProgram(request.Service);
        Parallel.For(0, (rows + SliceRows - 1) / SliceRows, new ParallelOptions { MaxDegreeOfParallelism = threads }, slice =>
            program.Run(reads, lookups, request.Requests, outputs, slice * SliceRows, Math.Min(rows, (slice + 1) * SliceRows)));
        return outputs;
    }
}
