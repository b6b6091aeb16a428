using Quern.Engine.Served;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Protocol.Errors;
using Quern.Protocol.Grpc;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Server.Serving;

/// <summary>Everything that one request for a service needs: kept from request to request, used by one at a time.</summary>
internal sealed class VectorSession : IDisposable
{
    private readonly PreparedService _service;
    private readonly IVectorSource _source;
    private readonly EntityReader _entities;
    private readonly VectorWriter _writer;
    private readonly FeastStatus _status;
    private readonly JsonBuffer _json = new();
    private GrpcVectorWriter? _messages;
    private readonly VectorBatch _batch;
    private readonly OutputColumn[] _outputs;
    private readonly ResultColumn[] _values;
    private readonly long _valuesPerRow;
    private readonly int _valueLimit;
    private Instant _now;

    internal VectorSession(PreparedService service, IVectorSource source, ServerOptions options)
    {
        (_service, _source, _valueLimit) = (service, source, options.ValueLimit);
        _entities = new(service, options.RowLimit);
        _status = options.FeastStatus;
        _writer = new(service, _status);
        _batch = new(service.Plan);
        _outputs = [.. service.Plan.Outputs];
        _values = [.. service.Plan.Outputs.Select(_batch.Of)];
        _valuesPerRow = ValuesPerRow(service.Plan);
    }

    /// <summary>Reads the entities, and the clock; false when there are findings.</summary>
    internal bool Begin(RequestHead head, IClock clock, ref List<RequestFinding>? findings)
    {
        var collisions = head.FullFeatureNames ? _service.FullCollisions : _service.ShortCollisions;
        if (collisions.Count > 0) RequestErrors.Add(ref findings, RequestErrors.NameCollision(collisions, head.FullFeatureNames));
        _entities.Read(head.Entities, ref findings);
        if (_entities.Rows * _valuesPerRow > _valueLimit) RequestErrors.Add(ref findings, RequestErrors.TooManyValues(_entities.Rows, _valuesPerRow, _valueLimit));
        if (findings is not null) return false;

        _now = clock.Now;
        return true;
    }

    /// <summary>How many rows are asked for.</summary>
    internal int Rows => _entities.Rows;

    /// <summary>How many bytes the answer has that was written last.</summary>
    internal int AnswerBytes { get; private set; }

    /// <summary>Reads the vectors of what was begun.</summary>
    internal void Read() => _source.Read(_entities.JoinKeys, _entities.Requests, _entities.Rows, _now, _batch);

    /// <summary>As the other, step by step.</summary>
    internal void Read(ReadProgress progress) => _source.Read(_entities.JoinKeys, _entities.Requests, _entities.Rows, _now, _batch, progress);

    /// <summary>What is answered of a read that was cut off, or came to its end before.</summary>
    internal TimelyVectors Timely(ReadProgress progress, LastGoodValues? last) => new(_batch, progress, _entities.JoinKeys, _entities.Rows, _now, last);

    /// <summary>Writes what was read as JSON. It is there until the next time.</summary>
    internal ReadOnlySpan<byte> WriteJson(RequestHead head)
    {
        _json.Clear();
        _writer.Begin(_json, _entities);
        Write(_writer);
        _writer.End(head.FullFeatureNames, head.IncludeVersions);
        return Answer();
    }

    /// <summary>Writes what was read as a message.</summary>
    internal byte[] WriteMessage(RequestHead head)
    {
        _messages ??= new(_service, _status);
        _messages.Begin(_entities);
        Write(_messages);
        var message = _messages.End(head.FullFeatureNames, head.IncludeVersions);
        AnswerBytes = message.Length;
        return message;
    }

    /// <summary>Writes what was read as JSON, with all that is known of each value. It is there until the next time.</summary>
    /// <param name="version">The version of the registry.</param>
    /// <param name="completeTo">Up to when the events of a view are in what is served at an instant; null where that is not known.</param>
    /// <param name="bounds">Whether error bounds are told.</param>
    internal ReadOnlySpan<byte> WriteDetail(string version, Func<ViewPlan, Instant, Instant?> completeTo, bool bounds) =>
        WriteDetail(_values, [.. _outputs.Select(output => (ReadOnlyMemory<long>)_batch.EventTimesOf(output.Input))], null, version, completeTo, bounds);

    /// <summary>As the other, of what is answered by a deadline.</summary>
    internal ReadOnlySpan<byte> WriteDetail(TimelyVectors timely, string version, Func<ViewPlan, Instant, Instant?> completeTo, bool bounds) =>
        WriteDetail(timely.Outputs, timely.Times, timely.Cut, version, completeTo, bounds);

    /// <summary>Has what was read logged, as it was told.</summary>
    internal void Record(ServedRecorder recorder, string requestId) =>
        recorder.Record(new(requestId, _now, _entities.JoinKeys, _entities.Requests, _batch.Rows, _batch.EventTimes, _batch.LookupEventTimes, _values) { OnlineTo = _batch.OnlineTo });

    /// <summary>As the other, of what is answered by a deadline.</summary>
    internal void Record(ServedRecorder recorder, string requestId, TimelyVectors timely) =>
        recorder.Record(new(requestId, _now, _entities.JoinKeys, _entities.Requests, _entities.Rows, timely.ReadTimes, timely.LookupTimes, timely.Outputs) { OnlineTo = timely.OnlineTo });

    /// <summary>Keeps what was answered as last good values.</summary>
    /// <param name="last">Where.</param>
    /// <param name="progress">What was read of it; null for all.</param>
    internal void Keep(LastGoodValues last, ReadProgress? progress = null) => last.Keep(_entities.JoinKeys, _entities.Rows, _now, _batch, progress);

    // What is read, not only what is told: each item of a list is looked up.
    private static long ValuesPerRow(ServicePlan plan) =>
        plan.Outputs.Count + plan.Lookups.Where(read => read.Lookup.IsList).Sum(read => (long)read.Lookup.LongestList * read.Items.Reads[0].Features.Count);

    private ReadOnlySpan<byte> WriteDetail(ResultColumn[] values, ReadOnlyMemory<long>[] times, long? cut, string version, Func<ViewPlan, Instant, Instant?> completeTo, bool bounds)
    {
        _json.Clear();
        var detail = new VectorDetail(_service.Plan, _json, _entities, _now.Microseconds);
        detail.Begin(version, fromHistory: false, cut);
        for (var i = 0; i < _outputs.Length; i++)
            detail.Feature(_outputs[i], values[i], times[i], _service.Plan.ViewsOf(_outputs[i].Input).Select(view => completeTo(view, _now)).Min()?.ToString(), bounds);
        detail.End();
        return Answer();
    }

    private ReadOnlySpan<byte> Answer()
    {
        AnswerBytes = _json.Written.Length;
        return _json.Written;
    }

    private void Write(IVectorWriter writer)
    {
        for (var i = 0; i < _outputs.Length; i++)
        {
            var (output, values) = (_outputs[i], _values[i]);
            var of = output.Input.Read;
            if (output.Input.Kind == InputKind.Feature) writer.Feature(values, of, _batch.EventTimes[of]);
            else if (output.Input.Kind == InputKind.Lookup) writer.Lookup(values, of, _batch.LookupEventTimes[of]);
            else writer.OnDemand(values);
        }
    }

    public void Dispose() => (_source as IDisposable)?.Dispose();
}
