using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Quern.Protocol.Grpc.Wire;
using Quern.Protocol.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Protocol.Grpc;

/// <summary>
/// Writes vectors as the message that Feast's <c>GetOnlineFeatures</c> answers with; the same columns, names and statuses as <see cref="VectorWriter"/>, but that a number which is not finite is
/// told as it is: <see cref="Begin"/>, then each output, then <see cref="End"/>. For one thread at a time.
/// </summary>
public sealed class GrpcVectorWriter : IVectorWriter
{
    private static readonly Timestamp Epoch = new();
    private readonly PreparedService _service;
    private readonly FieldStatus[] _statuses;
    private EntityReader _request = null!;
    private GetOnlineFeaturesResponse _answer = null!;

    /// <summary>A writer for a service.</summary>
    public GrpcVectorWriter(PreparedService service, FeastStatus status) => (_service, _statuses) = (service, StatusesOf(status));

    /// <summary>Begins an answer with the request's join keys.</summary>
    public void Begin(EntityReader request)
    {
        (_request, _answer) = (request, new() { Metadata = new() { FeatureNames = new() } });
        foreach (var key in request.Order) WriteKey(request.JoinKeys[key]);
    }

    /// <inheritdoc/>
    public void Feature(ResultColumn values, int read, ReadOnlySpan<long> eventTimes)
    {
        var vector = Write(values);
        Timestamp last = Epoch;
        var lastTime = 0L;
        for (var row = 0; row < _request.Rows; row++)
        {
            // Most often they are one instant again and again.
            if (eventTimes[row] != lastTime) (last, lastTime) = (TimeOf(eventTimes[row]), eventTimes[row]);
            vector.EventTimestamps.Add(last);
        }
    }

    /// <inheritdoc/>
    public void Lookup(ResultColumn values, int lookup, ReadOnlySpan<long> eventTimes) => Feature(values, lookup, eventTimes);

    /// <inheritdoc/>
    public void OnDemand(ResultColumn values) => WriteEpochs(Write(values));

    /// <summary>Ends the answer with the columns' names, and gives it as bytes.</summary>
    /// <param name="fullNames">Whether columns are named <c>view__feature</c>.</param>
    /// <param name="versions">Whether the versions of the views are told.</param>
    public byte[] End(bool fullNames, bool versions)
    {
        var plan = _service.Plan;
        foreach (var key in _request.Order) _answer.Metadata.FeatureNames.Val.Add(plan.JoinKeys[key].Name);
        foreach (var output in plan.Outputs) _answer.Metadata.FeatureNames.Val.Add(fullNames ? output.FullName : output.Name);
        if (versions)
            foreach (var view in plan.Reads.Select(read => read.View).Concat(plan.Lookups.Select(read => read.Lookup.View)))
                _answer.Metadata.FeatureViewMetadata.Add(new FeatureViewMetadata { Name = view.Definition.Name, Version = view.Definition.Version });
        var bytes = _answer.ToByteArray();
        _answer = null!;
        return bytes;
    }

    private void WriteKey(Column column)
    {
        var vector = Add();
        for (var row = 0; row < _request.Rows; row++)
        {
            var isNull = column.IsNull(row);
            vector.Values.Add(
                isNull ? new()
                : column is TextColumn text ? GrpcValues.OfText(text.Pool.Utf8(text.Codes[row]))
                : GrpcValues.OfBits(column.Kind, ((Int64Column)column).Values[row]));
            vector.Statuses.Add(_statuses[(int)(isNull ? FeatureStatus.NullValue : FeatureStatus.Present)]);
        }

        WriteEpochs(vector);
    }

    private GetOnlineFeaturesResponse.Types.FeatureVector Write(ResultColumn column)
    {
        var (vector, type) = (Add(), column.Type);
        for (var row = 0; row < _request.Rows; row++)
        {
            var status = column.StatusOf(row);
            vector.Values.Add(
                status != FeatureStatus.Present ? new()
                : type.IsFixedWidth ? GrpcValues.OfBits(type.Kind, column.Slots[row])
                : GrpcValues.OfEncoded(type, column.Encoded(row)));
            vector.Statuses.Add(_statuses[(int)status]);
        }

        return vector;
    }

    private GetOnlineFeaturesResponse.Types.FeatureVector Add()
    {
        var vector = new GetOnlineFeaturesResponse.Types.FeatureVector();
        _answer.Results.Add(vector);
        return vector;
    }

    private void WriteEpochs(GetOnlineFeaturesResponse.Types.FeatureVector vector)
    {
        for (var row = 0; row < _request.Rows; row++) vector.EventTimestamps.Add(Epoch);
    }

    private static Timestamp TimeOf(long microseconds)
    {
        var seconds = new Instant(microseconds).Floor(new(Instant.PerSecond)).Microseconds / Instant.PerSecond;
        return new() { Seconds = seconds, Nanos = (int)(microseconds - (seconds * Instant.PerSecond)) * 1000 };
    }

    private static FieldStatus[] StatusesOf(FeastStatus mode) => [.. System.Enum.GetValues<FeatureStatus>().Select(status => (mode, status) switch
    {
        (_, FeatureStatus.Present) or (FeastStatus.Python, FeatureStatus.NullValue) => FieldStatus.Present,
        (FeastStatus.Python, _) or (_, FeatureStatus.NotFound) => FieldStatus.NotFound,
        (_, FeatureStatus.NullValue) => FieldStatus.NullValue,
        (_, FeatureStatus.OutsideMaxAge) => FieldStatus.OutsideMaxAge,
        _ => FieldStatus.Invalid,
    })];
}
