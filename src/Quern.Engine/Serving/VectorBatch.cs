using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>The features of a service for the rows of one request, and when each was true. Reused from request to request.</summary>
public sealed class VectorBatch
{
    private readonly ResultWriter[][] _writers;
    private readonly ResultColumn[] _restarted;

    /// <summary>An empty batch for a service.</summary>
    public VectorBatch(ServicePlan service)
    {
        Service = service;
        Reads = [.. service.Reads.Select(read => read.Features.Select(feature => new ResultColumn(read.View.Features[feature].Type, 0)).ToArray())];
        OnDemand = [.. service.OnDemand.Select(feature => new ResultColumn(DataType.Scalar(feature.Definition.Kind), 0))];
        EventTimes = [.. service.Reads.Select(_ => Array.Empty<long>())];
        Outcomes = [.. service.Reads.Select(_ => Array.Empty<ReadOutcome>())];
        _restarted = [.. Reads.SelectMany(columns => columns).Where(column => !column.Type.IsFixedWidth), .. OnDemand];
        _writers = [.. Reads.Select(columns => columns.Select(column => column.OpenWriter()).ToArray())];
    }

    /// <summary>What the batch is for.</summary>
    public ServicePlan Service { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; private set; }

    /// <summary>For each of the service's reads, its features' values by row.</summary>
    public ResultColumn[][] Reads { get; }

    /// <summary>The values of the service's on-demand features by row.</summary>
    public ResultColumn[] OnDemand { get; }

    /// <summary>
    /// For each read, by row: the event time of an attribute view's row, in microseconds; for an aggregation view the instant of the read; 0 where nothing was found.
    /// May be longer than <see cref="Rows"/>.
    /// </summary>
    public long[][] EventTimes { get; }

    /// <summary>For each read, by row: whether online state could answer. May be longer than <see cref="Rows"/>.</summary>
    public ReadOutcome[][] Outcomes { get; }

    /// <summary>The values of one column of the service's answer.</summary>
    public ResultColumn Of(OutputColumn output) => output.Input.Kind == InputKind.Feature ? Reads[output.Input.Read][output.Input.Index] : OnDemand[output.Input.Index];

    /// <summary>Forgets all values: every feature of every row is not found.</summary>
    public void Reset(int rows)
    {
        Rows = rows;
        foreach (var columns in Reads)
            foreach (var column in columns)
                column.Reset(rows);
        foreach (var column in OnDemand) column.Reset(rows);
        for (var read = 0; read < Reads.Length; read++) ResetRead(read, rows);
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
        for (var read = 0; read < Reads.Length; read++) ResetRead(read, rows);
    }

    /// <summary>Where the values of a read go: one writer for each of its features, opened once.</summary>
    internal ReadBuffer Buffer(int read) => new(_writers[read], Outcomes[read], EventTimes[read]);

    private void ResetRead(int read, int rows)
    {
        if (rows > Outcomes[read].Length)
        {
            Outcomes[read] = new ReadOutcome[rows];
            EventTimes[read] = new long[rows];
        }

        Outcomes[read].AsSpan(0, rows).Clear();
        EventTimes[read].AsSpan(0, rows).Clear();
    }
}
