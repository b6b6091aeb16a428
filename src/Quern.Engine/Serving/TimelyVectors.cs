using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Serving;

/// <summary>
/// What is answered when a deadline has come: what was read by then as it is, and for the rest what the service declares, or null with <see cref="FeatureStatus.TimedOut"/>. Of the batch it
/// takes columns of steps that are done and nothing else, for whoever reads may still be writing the others.
/// </summary>
public sealed class TimelyVectors
{
    private readonly ServicePlan _service;
    private readonly int _rows;

    /// <summary>Puts an answer together, once the read is cut off or done.</summary>
    /// <param name="batch">What is read into.</param>
    /// <param name="progress">What of it is done.</param>
    /// <param name="joinKeys">The columns named by the service's join keys, in that order.</param>
    /// <param name="rows">How many rows the request has.</param>
    /// <param name="at">The instant of the read.</param>
    /// <param name="last">The service's last good values; null when it declares none.</param>
    public TimelyVectors(VectorBatch batch, ReadProgress progress, IReadOnlyList<Column> joinKeys, int rows, Instant at, LastGoodValues? last)
    {
        (_service, _rows) = (batch.Service, rows);
        ReadTimes = [.. batch.EventTimes.Select((times, read) => progress.Has(new(InputKind.Feature, read, 0)) ? times : new long[rows])];
        LookupTimes = [.. batch.LookupEventTimes.Select((times, lookup) => progress.Has(new(InputKind.Lookup, lookup, 0)) ? times : new long[rows])];
        OnlineTo = [.. batch.OnlineTo.Select((to, read) => progress.Has(new(InputKind.Feature, read, 0)) ? to : 0)];
        Outputs = new ResultColumn[_service.Outputs.Count];
        Times = new ReadOnlyMemory<long>[Outputs.Length];
        for (var output = 0; output < Outputs.Length; output++)
        {
            var input = _service.Outputs[output].Input;
            if (progress.Has(input)) (Outputs[output], Times[output]) = (batch.Of(input), batch.EventTimesOf(input));
            else Stand(output, joinKeys, at, last);
        }
    }

    /// <summary>The service's outputs.</summary>
    public ResultColumn[] Outputs { get; }

    /// <summary>For each output, by row, the event time of its value in microseconds, 0 where there is none; empty where none is known. May be longer than there are rows.</summary>
    public ReadOnlyMemory<long>[] Times { get; }

    /// <summary>For each read of the service, by row, the event time that was answered, 0 where none was. May be longer than there are rows.</summary>
    public long[][] ReadTimes { get; }

    /// <summary>For each read of the service up to where online state had come, as <see cref="VectorBatch.OnlineTo"/> has it; 0 where it was not read.</summary>
    public long[] OnlineTo { get; }

    /// <summary>For each lookup of the service, as <see cref="ReadTimes"/>.</summary>
    public long[][] LookupTimes { get; }

    /// <summary>How many values the deadline cut off.</summary>
    public long Cut { get; private set; }

    // A column of what stands for an output that was not read.
    private void Stand(int output, IReadOnlyList<Column> joinKeys, Instant at, LastGoodValues? last)
    {
        var (column, fallback, times) = (_service.Outputs[output], _service.Outputs[output].Fallback, TimesOf(_service.Outputs[output].Input));
        var values = new ResultColumn(column.Type, _rows);
        var (writer, isTimed) = (values.OpenWriter(), column.Input.Kind != InputKind.OnDemand);
        var own = new long[_rows];
        for (var row = 0; row < _rows; row++)
            if (fallback is { IsLastGood: true } && last!.Give(output, joinKeys, row, at, writer) is { } time)
            {
                own[row] = time;
                isTimed = true;
                if (times is not null) times[row] = time;
            }
            else if (fallback?.Constant is { } constant)
            {
                writer.Set(row, constant, FeatureStatus.NullValue);
                writer.Mark(row, FeatureStatus.Default);
            }
            else writer.SetNull(row, FeatureStatus.TimedOut);

        Cut += _rows;
        (Outputs[output], Times[output]) = (values, isTimed ? own : default(ReadOnlyMemory<long>));
    }

    private long[]? TimesOf(OnDemandInput input) => input.Kind switch
    {
        InputKind.Feature => ReadTimes[input.Read],
        InputKind.Lookup => LookupTimes[input.Read],
        _ => null,
    };
}
