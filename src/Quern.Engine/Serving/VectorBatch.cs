using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>The features of a service for the rows of one request, and when each was true. Reused from request to request.</summary>
public sealed class VectorBatch
{
    private readonly ResultBlock[] _blocks;
    private readonly ResultWriter[][] _writers;
    private readonly ResultWriter[][] _lookupWriters;
    private readonly ResultColumn[] _restarted;

    /// <summary>An empty batch for a service.</summary>
    public VectorBatch(ServicePlan service)
    {
        Service = service;
        _blocks = [.. service.Reads.Select(read => new ResultBlock(read.Features.Select(feature => read.View.Features[feature].Type)))];
        Reads = [.. _blocks.Select(block => block.Columns.ToArray())];
        Lookups = [.. service.Lookups.Select(read => read.Features.Select(feature => new ResultColumn(read.Lookup.Features[feature].Type, 0)).ToArray())];
        OnDemand = [.. service.OnDemand.Select(method => method.NewColumns(0))];
        EventTimes = [.. service.Reads.Select(_ => Array.Empty<long>())];
        Outcomes = [.. service.Reads.Select(_ => Array.Empty<ReadOutcome>())];
        OnlineTo = new long[service.Reads.Count];
        LookupEventTimes = [.. service.Lookups.Select(_ => Array.Empty<long>())];
        LookupOutcomes = [.. service.Lookups.Select(_ => Array.Empty<ReadOutcome>())];
        _restarted = [.. Reads.Concat(Lookups).SelectMany(columns => columns).Where(column => !column.Type.IsFixedWidth), .. OnDemand.SelectMany(columns => columns)];
        _writers = Writers(Reads);
        _lookupWriters = Writers(Lookups);
    }

    /// <summary>What the batch is for.</summary>
    public ServicePlan Service { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; private set; }

    /// <summary>For each of the service's reads, its features' values by row.</summary>
    public ResultColumn[][] Reads { get; }

    /// <summary>For each of the service's lookups, its features' values by row.</summary>
    public ResultColumn[][] Lookups { get; }

    /// <summary>For each of the service's on-demand methods, its features' values by row.</summary>
    public ResultColumn[][] OnDemand { get; }

    /// <summary>
    /// For each read, by row: the event time of an attribute view's row, in microseconds; for an aggregation view the instant of the read; 0 where nothing was found.
    /// May be longer than <see cref="Rows"/>.
    /// </summary>
    public long[][] EventTimes { get; }

    /// <summary>
    /// For each read: up to where the online state had come, in microseconds. Of a view over a stream it is when the last event was known that the state had, of another the event time before which it was
    /// materialized; 0 where that is not known.
    /// </summary>
    public long[] OnlineTo { get; }

    /// <summary>For each read, by row: whether online state could answer. May be longer than <see cref="Rows"/>.</summary>
    public ReadOutcome[][] Outcomes { get; }

    /// <summary>
    /// For each lookup, by row: of a single key the event time of what was looked up, as <see cref="EventTimes"/>; of a list of keys the instant of the read; 0 where there was no key. May be
    /// longer than <see cref="Rows"/>.
    /// </summary>
    public long[][] LookupEventTimes { get; }

    /// <summary>For each lookup, by row: whether online state could answer for all of the row's items. May be longer than <see cref="Rows"/>.</summary>
    public ReadOutcome[][] LookupOutcomes { get; }

    /// <summary>The values of one column of the service's answer.</summary>
    public ResultColumn Of(OutputColumn output) => Of(output.Input);

    /// <summary>The values of a feature that is not of the request.</summary>
    public ResultColumn Of(OnDemandInput input) => input.In(Reads, Lookups, OnDemand);

    /// <summary>The event times of a feature's values by row, as <see cref="EventTimes"/> and <see cref="LookupEventTimes"/> have them; empty for what is computed on demand.</summary>
    public long[] EventTimesOf(OnDemandInput input) => input.Kind switch
    {
        InputKind.Feature => EventTimes[input.Read],
        InputKind.Lookup => LookupEventTimes[input.Read],
        _ => [],
    };

    /// <summary>Forgets all values: every feature of every row is not found.</summary>
    public void Reset(int rows)
    {
        Rows = rows;
        foreach (var block in _blocks) block.Reset(rows);
        foreach (var columns in Lookups)
            foreach (var column in columns)
                column.Reset(rows);
        foreach (var columns in OnDemand)
            foreach (var column in columns)
                column.Reset(rows);
        ResetOutcomes(rows);
    }

    /// <summary>
    /// As <see cref="Reset"/>, for a reader that writes every value: with as many rows as before, the values of fixed width need no touch.
    /// </summary>
    internal void Prepare(int rows)
    {
        if (rows != Rows)
        {
            Reset(rows);
            return;
        }

        foreach (var column in _restarted) column.Reset(rows);
        ResetOutcomes(rows);
    }

    /// <summary>Where the values of a lookup's features go, opened once.</summary>
    internal ResultWriter[] LookupWriters(int lookup) => _lookupWriters[lookup];

    /// <summary>Where the values of a read go: one writer for each of its features, opened once.</summary>
    internal ReadBuffer Buffer(int read) => new(_blocks[read], _writers[read], Outcomes[read], EventTimes[read]);

    private static ResultWriter[][] Writers(ResultColumn[][] reads) => [.. reads.Select(columns => columns.Select(column => column.OpenWriter()).ToArray())];

    private void ResetOutcomes(int rows)
    {
        for (var read = 0; read < Reads.Length; read++) Clear(ref Outcomes[read], ref EventTimes[read], rows);
        for (var lookup = 0; lookup < Lookups.Length; lookup++) Clear(ref LookupOutcomes[lookup], ref LookupEventTimes[lookup], rows);
    }

    private static void Clear(ref ReadOutcome[] outcomes, ref long[] eventTimes, int rows)
    {
        if (rows > outcomes.Length) (outcomes, eventTimes) = (new ReadOutcome[rows], new long[rows]);
        outcomes.AsSpan(0, rows).Clear();
        eventTimes.AsSpan(0, rows).Clear();
    }
}
