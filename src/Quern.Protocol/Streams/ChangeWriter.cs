using System.Text;
using Quern.Planning;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Protocol.Streams;

/// <summary>
/// Writes what an entity's features have become: <c>{"view":…,"entity":{"customer":"ann"},"at":…,"values":{…},"statuses":{…},"holds":true}</c>; values as answers to reads have them.
/// </summary>
/// <param name="view">The view as it is referred to.</param>
/// <param name="service">Its features.</param>
public sealed class ChangeWriter(string view, ServicePlan service)
{
    private static readonly byte[][] Statuses = StatusNames.Of(FeastStatus.Strict);
    private readonly byte[] _view = Encoding.UTF8.GetBytes(view);
    private readonly byte[][] _keys = [.. service.JoinKeys.Select(key => Encoding.UTF8.GetBytes(key.Name))];
    private readonly byte[][] _outputs = [.. service.Outputs.Select(output => Encoding.UTF8.GetBytes(output.Name))];

    /// <summary>Writes one.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="keys">The columns of the join keys.</param>
    /// <param name="values">The columns of the features, in the order of the service's outputs.</param>
    /// <param name="row">The row of both.</param>
    /// <param name="at">The instant of the features.</param>
    /// <param name="holds">Whether the condition holds now; null where there is none.</param>
    public void Write(JsonBuffer json, IReadOnlyList<Column> keys, IReadOnlyList<ResultColumn> values, int row, Instant at, bool? holds)
    {
        json.Raw("{\"view\":"u8);
        json.Text(_view);
        json.Raw(",\"entity\":{"u8);
        for (var key = 0; key < keys.Count; key++)
        {
            Name(json, _keys[key]);
            if (keys[key] is TextColumn text) json.Text(text.Pool.Utf8(text.Codes[row]));
            else ValueWriter.WriteBits(json, keys[key].Kind, ((Int64Column)keys[key]).Values[row]);
            json.Raw((byte)',');
        }

        json.TrimComma();
        json.Raw("},\"at\":"u8);
        json.Timestamp(at.Microseconds);
        json.Raw(",\"values\":{"u8);
        for (var i = 0; i < values.Count; i++) WriteValue(json, _outputs[i], values[i], row);
        json.TrimComma();
        json.Raw("},\"statuses\":{"u8);
        for (var i = 0; i < values.Count; i++)
        {
            Name(json, _outputs[i]);
            json.Raw(Statuses[(int)values[i].StatusOf(row)]);
        }

        json.TrimComma();
        json.Raw((byte)'}');
        if (holds is { } truth) json.Raw(truth ? ",\"holds\":true"u8 : ",\"holds\":false"u8);
        json.Raw((byte)'}');
    }

    private static void WriteValue(JsonBuffer json, byte[] name, ResultColumn column, int row)
    {
        Name(json, name);
        if (column.StatusOf(row) != FeatureStatus.Present) json.Raw("null"u8);
        else if (column.Type.IsFixedWidth) ValueWriter.WriteBits(json, column.Type.Kind, column.Slots[row]);
        else ValueWriter.WriteEncoded(json, column.Type, column.Encoded(row));
        json.Raw((byte)',');
    }

    private static void Name(JsonBuffer json, byte[] name)
    {
        json.Text(name);
        json.Raw((byte)':');
    }
}
