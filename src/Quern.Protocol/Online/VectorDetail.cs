using Quern.Aggregation;
using Quern.Planning;
using Quern.Protocol.Json;
using Quern.Values;

namespace Quern.Protocol.Online;

/// <summary>
/// Writes vectors with all that is known of each value: its status, event time and age, the view, version and definition that it is of, up to when the view's events are in it. Column by
/// column: <see cref="Begin"/>, then each output in order, then <see cref="End"/>. For one request.
/// </summary>
public sealed class VectorDetail(ServicePlan plan, JsonBuffer json, EntityReader request, long at)
{
    /// <summary>Begins an answer with the request's join keys.</summary>
    /// <param name="version">The version of the registry.</param>
    /// <param name="fromHistory">Whether the values are from history; otherwise they are as served.</param>
    /// <param name="cut">How many values a deadline cut off; null where there was no deadline.</param>
    public void Begin(string version, bool fromHistory, long? cut = null)
    {
        json.Raw("{\"service\":"u8);
        Text(plan.Name);
        json.Raw(",\"version\":"u8);
        Text(version);
        json.Raw(",\"at\":"u8);
        json.Timestamp(at);
        json.Raw(fromHistory ? ",\"from\":\"history\""u8 : ",\"from\":\"online\""u8);
        if (cut is { } values)
        {
            json.Raw(values > 0 ? ",\"partial\":true,\"cut_values\":"u8 : ",\"partial\":false,\"cut_values\":"u8);
            json.Int64(values);
        }

        json.Raw(",\"keys\":{"u8);
        foreach (var key in request.Order)
        {
            Text(plan.JoinKeys[key].Name);
            json.Raw((byte)':');
            List(request.Rows, row => Write(request.JoinKeys[key], row));
            json.Raw((byte)',');
        }

        json.TrimComma();
        json.Raw("},\"features\":["u8);
    }

    /// <summary>Writes the next output.</summary>
    /// <param name="output">Which.</param>
    /// <param name="values">Its values.</param>
    /// <param name="times">By row the event times, 0 where nothing was found; empty where none are known.</param>
    /// <param name="completeTo">Up to when events are in it; null where that is not known.</param>
    /// <param name="bounds">Whether error bounds are told.</param>
    public void Feature(OutputColumn output, ResultColumn values, ReadOnlyMemory<long> times, string? completeTo, bool bounds)
    {
        json.Raw("{\"name\":"u8);
        Text(output.Name);
        Origin(output);
        json.Raw(",\"type\":"u8);
        Text(output.Type.ToString());
        json.Raw(",\"complete_to\":"u8);
        Text(completeTo);
        if (bounds) Bound(output.Input);
        json.Raw(",\"values\":"u8);
        List(request.Rows, row => Write(values, row));
        json.Raw(",\"statuses\":"u8);
        List(request.Rows, row => Text(StatusNames.WordOf(values.ToldStatusOf(row))));
        Times(times);
        json.Raw("},"u8);
    }

    /// <summary>Ends the answer.</summary>
    public void End()
    {
        json.TrimComma();
        json.Raw("]}"u8);
    }

    private void Origin(OutputColumn output)
    {
        if (output.Input.Kind == InputKind.OnDemand)
        {
            json.Raw(",\"on_demand\":"u8);
            Text(plan.OnDemandFeature(output.Input).Name);
            return;
        }

        var (_, feature) = plan.NameOf(output.Input);
        json.Raw(",\"feature\":"u8);
        if (output.Input.Kind == InputKind.Lookup)
        {
            var lookup = plan.Lookups[output.Input.Read].Lookup;
            Text($"{lookup.Name}:{feature}");
            Definition(lookup.View.Definition.Version, lookup.Hash);
            return;
        }

        var view = plan.Reads[output.Input.Read].View;
        Text($"{view.Reference}:{feature}");
        Definition(view.Definition.Version, view.Hash);
    }

    private void Definition(int version, string hash)
    {
        json.Raw(",\"version\":"u8);
        json.Int64(version);
        json.Raw(",\"definition\":"u8);
        Text(hash);
    }

    private void Bound(OnDemandInput input)
    {
        json.Raw(",\"error_bound\":"u8);
        if (BoundOf(input) is not { } bound)
        {
            json.Raw("null"u8);
            return;
        }

        json.Raw(bound.IsStandard ? "{\"relative_standard_error\":"u8 : "{\"relative_error\":"u8);
        json.Double(bound.Relative);
        json.Raw(",\"exact_up_to\":"u8);
        json.Int64(bound.ExactUpTo);
        json.Raw((byte)'}');
    }

    // Of a lookup, the bound of the feature that it looks up.
    private ErrorBound? BoundOf(OnDemandInput input)
    {
        if (input.Kind == InputKind.OnDemand) return null;
        var (view, feature) = input.Kind == InputKind.Lookup
            ? (plan.Lookups[input.Read].Lookup.View, plan.Lookups[input.Read].Lookup.Features[plan.Lookups[input.Read].Features[input.Index]].Input)
            : (plan.Reads[input.Read].View, plan.Reads[input.Read].Features[input.Index]);
        return view is AggregationViewPlan aggregation ? aggregation.Aggregates[view.Features[feature].Input].Aggregate.ErrorBound : null;
    }

    private void Times(ReadOnlyMemory<long> times)
    {
        json.Raw(",\"event_times\":"u8);
        if (times.IsEmpty)
        {
            json.Raw("null,\"ages_ms\":null"u8);
            return;
        }

        List(request.Rows, row => Time(times.Span[row], isAge: false));
        json.Raw(",\"ages_ms\":"u8);
        List(request.Rows, row => Time(times.Span[row], isAge: true));
    }

    private void Time(long time, bool isAge)
    {
        if (time == 0) json.Raw("null"u8);
        else if (isAge) json.Int64((at - time) / 1000);
        else json.Timestamp(time);
    }

    private void List(int rows, Action<int> write)
    {
        json.Raw((byte)'[');
        for (var row = 0; row < rows; row++)
        {
            write(row);
            json.Raw((byte)',');
        }

        json.TrimComma();
        json.Raw((byte)']');
    }

    private void Write(ResultColumn values, int row)
    {
        if (!values.StatusOf(row).HasValue()) json.Raw("null"u8);
        else if (values.Type.IsFixedWidth) ValueWriter.WriteBits(json, values.Type.Kind, values.Slots[row]);
        else ValueWriter.WriteEncoded(json, values.Type, values.Encoded(row));
    }

    private void Write(Column column, int row)
    {
        if (column.IsNull(row)) json.Raw("null"u8);
        else if (column is TextColumn text) json.Text(text.Pool.Utf8(text.Codes[row]));
        else ValueWriter.WriteBits(json, column.Kind, ((Int64Column)column).Values[row]);
    }

    private void Text(string? text)
    {
        if (text is null) json.Raw("null"u8);
        else json.Text(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
