using Quern.Protocol.Json;
using Quern.Values;

namespace Quern.Protocol.Online;

/// <summary>
/// Writes vectors as Feast's columnar JSON: for each column its values, statuses and event times, one element a row; join keys first, in the order of the request, then the
/// service's outputs in their order: <see cref="Begin"/>, then each output, then <see cref="End"/>. Reused from request to request; for one thread at a time.
/// </summary>
public sealed class VectorWriter : IVectorWriter
{
    private readonly PreparedService _service;
    private readonly byte[][] _statuses;

    // Where the event times of each read, then of each lookup, were written first: features of one view repeat them.
    private readonly (int Start, int Length)[] _times;
    private (int Start, int Length) _epochs;
    private JsonBuffer _json = null!;
    private EntityReader _request = null!;

    /// <summary>A writer for a service.</summary>
    public VectorWriter(PreparedService service, FeastStatus status)
    {
        _service = service;
        _statuses = StatusNames.Of(status);
        _times = new (int, int)[service.Plan.Reads.Count + service.Plan.Lookups.Count];
    }

    /// <summary>Begins an answer with the request's join keys.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="request">The request's columns.</param>
    public void Begin(JsonBuffer json, EntityReader request)
    {
        (_json, _request) = (json, request);
        Array.Clear(_times);
        _epochs = default;
        json.Raw("{\"results\":["u8);
        foreach (var key in request.Order) WriteKey(json, request.JoinKeys[key], request.Rows);
    }

    /// <inheritdoc/>
    public void Feature(ResultColumn values, int read, ReadOnlySpan<long> eventTimes)
    {
        WriteValuesAndStatuses(_json, values, _request.Rows);
        WriteTimes(_json, read, eventTimes, _request.Rows);
    }

    /// <inheritdoc/>
    public void Lookup(ResultColumn values, int lookup, ReadOnlySpan<long> eventTimes) => Feature(values, _service.Plan.Reads.Count + lookup, eventTimes);

    /// <inheritdoc/>
    public void OnDemand(ResultColumn values)
    {
        WriteValuesAndStatuses(_json, values, _request.Rows);
        WriteEpochs(_json, _request.Rows);
    }

    /// <summary>Ends the answer with the columns' names.</summary>
    /// <param name="fullNames">Whether columns are named <c>view__feature</c>.</param>
    /// <param name="versions">Whether the versions of the views are told.</param>
    public void End(bool fullNames, bool versions)
    {
        var json = _json;
        json.TrimComma();
        json.Raw("],\"metadata\":{\"feature_names\":["u8);
        foreach (var key in _request.Order) json.Raw(_service.JoinKeyJson[key]);
        json.Raw(fullNames ? _service.FullNames : _service.ShortNames);
        json.TrimComma();
        json.Raw((byte)']');
        if (versions)
        {
            json.Raw(",\"feature_view_metadata\":"u8);
            json.Raw(_service.Versions);
        }

        json.Raw("}}"u8);
    }

    private void WriteKey(JsonBuffer json, Column column, int rows)
    {
        json.Raw("{\"values\":["u8);
        for (var row = 0; row < rows; row++)
        {
            if (column.IsNull(row)) json.Raw("null"u8);
            else if (column is TextColumn text) json.Text(text.Pool.Utf8(text.Codes[row]));
            else ValueWriter.WriteBits(json, column.Kind, ((Int64Column)column).Values[row]);
            json.Raw((byte)',');
        }

        json.TrimComma();
        json.Raw("],\"statuses\":["u8);
        for (var row = 0; row < rows; row++) json.Raw(_statuses[(int)(column.IsNull(row) ? FeatureStatus.NullValue : FeatureStatus.Present)]);
        json.TrimComma();
        WriteEpochs(json, rows);
    }

    private void WriteValuesAndStatuses(JsonBuffer json, ResultColumn column, int rows)
    {
        json.Raw("{\"values\":["u8);
        var absent = WriteValues(json, column, rows);
        json.TrimComma();
        json.Raw("],\"statuses\":["u8);
        if (absent) WriteHonestStatuses(json, column, rows);
        else WriteStatuses(json, column, rows);
        json.TrimComma();
    }

    // Whether a value that is present has no form in JSON: NaN and infinities become null.
    private static bool WriteValues(JsonBuffer json, ResultColumn column, int rows)
    {
        var slots = column.Slots;
        var statuses = column.Statuses;
        var type = column.Type;
        var absent = false;
        for (var row = 0; row < rows; row++)
        {
            if (statuses[row] != (byte)FeatureStatus.Present) json.Raw("null"u8);
            else if (type.IsFixedWidth)
            {
                ValueWriter.WriteBits(json, type.Kind, slots[row]);
                absent |= !IsFinite(type, slots[row]);
            }
            else ValueWriter.WriteEncoded(json, type, column.Encoded(row));

            json.Raw((byte)',');
        }

        return absent;
    }

    private static bool IsFinite(DataType type, long bits) =>
        type.Kind is not (ValueKind.Float32 or ValueKind.Float64) || double.IsFinite(BitConverter.Int64BitsToDouble(bits));

    private void WriteStatuses(JsonBuffer json, ResultColumn column, int rows)
    {
        var statuses = column.Statuses;
        for (var row = 0; row < rows; row++) json.Raw(_statuses[statuses[row]]);
    }

    private void WriteHonestStatuses(JsonBuffer json, ResultColumn column, int rows)
    {
        for (var row = 0; row < rows; row++) json.Raw(_statuses[(int)column.ToldStatusOf(row)]);
    }

    private void WriteTimes(JsonBuffer json, int read, ReadOnlySpan<long> times, int rows)
    {
        if (Repeat(json, _times[read])) return;
        var start = json.Length;
        json.Raw("],\"event_timestamps\":["u8);
        for (var row = 0; row < rows; row++)
        {
            json.Timestamp(times[row]);
            json.Raw((byte)',');
        }

        json.TrimComma();
        json.Raw("]},"u8);
        _times[read] = (start, json.Length - start);
    }

    private void WriteEpochs(JsonBuffer json, int rows)
    {
        if (Repeat(json, _epochs)) return;
        var start = json.Length;
        json.Raw("],\"event_timestamps\":["u8);
        for (var row = 0; row < rows; row++) json.Raw("\"1970-01-01T00:00:00Z\","u8);
        json.TrimComma();
        json.Raw("]},"u8);
        _epochs = (start, json.Length - start);
    }

    private static bool Repeat(JsonBuffer json, (int Start, int Length) written)
    {
        if (written.Length == 0) return false;
        json.Repeat(written.Start, written.Length);
        return true;
    }
}
