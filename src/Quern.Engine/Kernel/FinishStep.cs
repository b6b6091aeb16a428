using System.Globalization;
using Quern.Engine.PointInTime;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Kernel;

/// <summary>
/// The last step: sorted lines of rows, each with what it asks for and all of its values, become rows of the training set. Items come back to the rows that named them, and on-demand features are computed, by the code that does so
/// everywhere.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="write">Takes rows: their numbers, and the values of all features, those of these rows first.</param>
public sealed class FinishStep(ServicePlan service, Action<IReadOnlyList<long>, HistoryResult> write)
{
    private const int ChunkRows = 1 << 10;

    private readonly SortedLines _lines = new();
    private readonly LookupProgram[] _lookups = [.. service.Lookups.Select(lookup => new LookupProgram(lookup))];
    private readonly OnDemandProgram _onDemand = new(service);
    private RowChunk _chunk = new(service, ChunkRows);

    /// <summary>Where a line of values stands among those of its row: what the row asks for, then its reads, then its lookups, item by item.</summary>
    internal static string OrderOf(KernelPart part, int item) => part.IsLookup
        ? string.Create(CultureInfo.InvariantCulture, $"2{part.Number:X4}{item:X8}")
        : string.Create(CultureInfo.InvariantCulture, $"1{part.Number:X4}");

    /// <summary>Takes a line.</summary>
    /// <exception cref="QuernException">It is none of a row, out of order, or there twice.</exception>
    public void Take(ReadOnlySpan<byte> bytes, long number)
    {
        var line = _lines.Read(bytes, number, out var isNewKey);
        if (isNewKey && _chunk.Count >= ChunkRows) Finish();
        if (!KernelLine.TryReadWord(line.Key, out var row)) throw KernelFindings.Malformed(number, "its key is not the number of a row", bytes);
        var isOwn = line.Order.SequenceEqual("0"u8);
        if (isNewKey != isOwn) throw KernelFindings.NotTogether(row, isNewKey ? "values, but no line of its own" : "more than one line of its own");
        if (!(isOwn ? _chunk.TryBegin(row, line.Content) : _chunk.TryAdd(row, line))) throw KernelFindings.Malformed(number, "its values are not those of the service", bytes);
    }

    /// <summary>Computes and hands on what is left.</summary>
    public void Finish()
    {
        if (_chunk.Count > 0) Compute();
        _chunk = new(service, ChunkRows);
    }

    private void Compute()
    {
        var rows = _chunk.Count;
        var reads = _chunk.Reads;
        var lookups = new ResultColumn[service.Lookups.Count][];
        for (var i = 0; i < lookups.Length; i++)
        {
            var (lookup, keys) = (service.Lookups[i], reads[service.Lookups[i].Key.Read][service.Lookups[i].Key.Index]);
            var starts = new int[rows + 1];
            for (var row = 0; row < rows; row++) starts[row + 1] = starts[row] + _lookups[i].CountOf(keys, row);
            lookups[i] = [.. lookup.Features.Select(feature => new ResultColumn(lookup.Lookup.Features[feature].Type, rows))];
            _lookups[i].Run(keys, starts, _chunk.Items(i, starts), [.. lookups[i].Select(column => column.OpenWriter())], 0, rows);
        }

        ResultColumn[][] onDemand = [.. service.OnDemand.Select(method => method.NewColumns(rows))];
        _onDemand.Run(reads, lookups, _chunk.Requests, onDemand, 0, rows);
        write(_chunk.Numbers, new(reads, lookups, onDemand, 0));
    }
}
