using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Protocol.Errors;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Time;

namespace Quern.Server.Serving;

/// <summary>Everything that one request for a service needs: kept from request to request, used by one at a time.</summary>
internal sealed class VectorSession : IDisposable
{
    private readonly PreparedService _service;
    private readonly IVectorSource _source;
    private readonly EntityReader _entities;
    private readonly VectorWriter _writer;
    private readonly VectorBatch _batch;
    private readonly OutputColumn[] _outputs;
    private readonly long _valuesPerRow;
    private readonly int _valueLimit;

    internal VectorSession(PreparedService service, IVectorSource source, ServerOptions options)
    {
        (_service, _source, _valueLimit) = (service, source, options.ValueLimit);
        _entities = new(service, options.RowLimit);
        _writer = new(service, options.FeastStatus);
        _batch = new(service.Plan);
        _outputs = [.. service.Plan.Outputs];
        _valuesPerRow = ValuesPerRow(service.Plan);
    }

    /// <summary>The answer to the last request that had no findings.</summary>
    internal JsonBuffer Answer { get; } = new();

    /// <summary>Reads the entities, then the vectors, and writes the answer; stops at findings.</summary>
    internal void Read(RequestHead head, IClock clock, ref List<RequestFinding>? findings)
    {
        if (!ReadRows(head, clock.Now, ref findings)) return;
        _writer.Begin(Answer, _entities);
        foreach (var output in _outputs)
            Write(output);
        _writer.End(head.FullFeatureNames, head.IncludeVersions);
    }

    /// <summary>As <see cref="Read"/>, with all that is known of each value.</summary>
    /// <param name="head">The request.</param>
    /// <param name="now">The instant.</param>
    /// <param name="version">The version of the registry.</param>
    /// <param name="completeTo">Up to when the events are in a value; null where that is not known.</param>
    /// <param name="bounds">Whether error bounds are told.</param>
    /// <param name="findings">Gets everything that is wrong.</param>
    internal void ReadDetail(RequestHead head, Instant now, string version, Func<OutputColumn, string?> completeTo, bool bounds, ref List<RequestFinding>? findings)
    {
        if (!ReadRows(head, now, ref findings)) return;
        var detail = new VectorDetail(_service.Plan, Answer, _entities, now.Microseconds);
        detail.Begin(version, fromHistory: false);
        foreach (var output in _outputs) detail.Feature(output, _batch.Of(output), TimesOf(output.Input), completeTo(output), bounds);
        detail.End();
    }

    private bool ReadRows(RequestHead head, Instant now, ref List<RequestFinding>? findings)
    {
        var collisions = head.FullFeatureNames ? _service.FullCollisions : _service.ShortCollisions;
        if (collisions.Count > 0) RequestErrors.Add(ref findings, RequestErrors.NameCollision(collisions, head.FullFeatureNames));
        _entities.Read(head.Entities, ref findings);
        if (_entities.Rows * _valuesPerRow > _valueLimit) RequestErrors.Add(ref findings, RequestErrors.TooManyValues(_entities.Rows, _valuesPerRow, _valueLimit));
        if (findings is not null) return false;

        _source.Read(_entities.JoinKeys, _entities.Requests, _entities.Rows, now, _batch);
        Answer.Clear();
        return true;
    }

    private ReadOnlyMemory<long> TimesOf(OnDemandInput input) => input.Kind switch
    {
        InputKind.Feature => _batch.EventTimes[input.Read],
        InputKind.Lookup => _batch.LookupEventTimes[input.Read],
        _ => default,
    };

    // What is read, not only what is told: each item of a list is looked up.
    private static long ValuesPerRow(ServicePlan plan) =>
        plan.Outputs.Count + plan.Lookups.Where(read => read.Lookup.IsList).Sum(read => (long)read.Lookup.LongestList * read.Items.Reads[0].Features.Count);

    private void Write(OutputColumn output)
    {
        var (values, of) = (_batch.Of(output), output.Input.Read);
        if (output.Input.Kind == InputKind.Feature) _writer.Feature(values, of, _batch.EventTimes[of]);
        else if (output.Input.Kind == InputKind.Lookup) _writer.Lookup(values, of, _batch.LookupEventTimes[of]);
        else _writer.OnDemand(values);
    }

    public void Dispose() => (_source as IDisposable)?.Dispose();
}
