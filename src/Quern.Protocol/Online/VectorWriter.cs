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

    // Of each read, then of each lookup, then of what is computed on demand: where event times were written first, and where statuses and event times of values that are all there. Features of one view
    // repeat them.
    private readonly (int Start, int Length)[] _times;
    private readonly (int Start, int Length)[] _ends;
    private JsonBuffer _json = null!;
    private EntityReader _request = null!;

    /// <summary>A writer for a service.</summary>
    public VectorWriter(PreparedService service, FeastStatus status)
    {
        _service = service;
        _statuses = StatusNames.Of(status);
        _times = new (int, int)[service.Plan.Reads.Count + service.Plan.Lookups.Count + 1];
        _ends = new (int, int)[_times.Length];
    }

    /// <summary>Begins an answer with the request's join keys.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="request">The request's columns.</param>
    public void Begin(JsonBuffer json, EntityReader request)
    {
        (_json, _request) = (json, request);
        Array.Clear(_times);
        Array.Clear(_ends);
        json.Raw("{\"results\":["u8);
        foreach (var key in request.Order) WriteKey(json, request.JoinKeys[key], request.Rows);
    }

    /// <inheritdoc/>
    public void Feature(ResultColumn values, int read, ReadOnlySpan<long> eventTimes) => Write(values, read, eventTimes);

    /// <inheritdoc/>
    public void Lookup(ResultColumn values, int lookup, ReadOnlySpan<long> eventTimes) => Write(values, _service.Plan.Reads.Count + lookup, eventTimes);

    /// <inheritdoc/>
    public void OnDemand(ResultColumn values) => Write(values, _times.Length - 1, []);

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
        WriteTimes(json, _times.Length - 1, [], rows);
    }

    // Without event times they are those of what has none.
    private void Write(ResultColumn column, int of, ReadOnlySpan<long> eventTimes)
    {
        var (json, rows) = (_json, _request.Rows);
        json.Raw("{\"values\":["u8);
        var isWhole = WriteValues(json, column, rows);
        json.TrimComma();
        if (isWhole && Repeat(json, _ends[of])) return;
        var start = json.Length;
        json.Raw("],\"statuses\":["u8);
        for (var row = 0; row < rows; row++) json.Raw(_statuses[(int)column.ToldStatusOf(row)]);
        json.TrimComma();
        WriteTimes(json, of, eventTimes, rows);
        if (isWhole) _ends[of] = (start, json.Length - start);
    }

    // Whether all values are there and have a form in JSON: NaN and infinities become null.
    private static bool WriteValues(JsonBuffer json, ResultColumn column, int rows)
    {
        var slots = column.Slots[..rows];
        var statuses = column.Statuses[..rows];
        var type = column.Type;
        var isWhole = !statuses.ContainsAnyExcept((byte)FeatureStatus.Present);
        if (isWhole && type.IsFixedWidth && type.Kind is ValueKind.Float32 or ValueKind.Float64) return WriteReals(json, slots);
        for (var row = 0; row < rows; row++)
        {
            if (statuses[row] != (byte)FeatureStatus.Present) json.Raw("null"u8);
            else if (type.IsFixedWidth) ValueWriter.WriteBits(json, type.Kind, slots[row]);
            else ValueWriter.WriteEncoded(json, type, column.Encoded(row));
            json.Raw((byte)',');
        }

        return isWhole;
    }

    private static bool WriteReals(JsonBuffer json, ReadOnlySpan<long> slots)
    {
        var isWhole = true;
        foreach (var bits in slots)
        {
            var real = BitConverter.Int64BitsToDouble(bits);
            isWhole &= double.IsFinite(real);
            json.Double(real);
            json.Raw((byte)',');
        }

        return isWhole;
    }

    private void WriteTimes(JsonBuffer json, int of, ReadOnlySpan<long> times, int rows)
    {
        if (Repeat(json, _times[of])) return;
        var start = json.Length;
        json.Raw("],\"event_timestamps\":["u8);
        for (var row = 0; row < rows; row++)
        {
            json.Timestamp(times.IsEmpty ? 0 : times[row]);
            json.Raw((byte)',');
        }

        json.TrimComma();
        json.Raw("]},"u8);
        _times[of] = (start, json.Length - start);
    }

    private static bool Repeat(JsonBuffer json, (int Start, int Length) written)
    {
        if (written.Length == 0) return false;
        json.Repeat(written.Start, written.Length);
        return true;
    }
}
