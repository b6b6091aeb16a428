using System.Text;
using Quern.Protocol.Errors;
using Quern.Protocol.Json;
using Quern.Schema;

namespace Quern.Protocol.Streams;

/// <summary>What became of events of a body that follow each other: sums, and the refused ones, of which an answer tells the first thousand.</summary>
/// <param name="from">The place of the first of them in the body, from 0.</param>
public sealed class PushAnswer(int from)
{
    private const int MostRefused = 1000;
    private const int LongestText = 200;
    private readonly List<Refusal> _refused = [];

    /// <summary>The place of the first event in the body.</summary>
    public int From => from;

    /// <summary>How many events there were.</summary>
    public int Events { get; private set; }

    /// <summary>How many were taken.</summary>
    public int Accepted { get; private set; }

    /// <summary>How many were there already.</summary>
    public int Duplicate { get; private set; }

    /// <summary>How many of the accepted came too late for at least one view.</summary>
    public int Late { get; private set; }

    /// <summary>How many were not taken.</summary>
    public int Refused { get; private set; }

    /// <summary>Whether there were events and none of them was taken or there already.</summary>
    public bool IsAllRefused => Refused > 0 && Refused == Events;

    /// <summary>Adds what became of the events that come next, their refused ones counted from 0.</summary>
    public void Add(int events, int accepted, int duplicate, int late, IReadOnlyCollection<Refusal> refused)
    {
        foreach (var refusal in refused.Take(MostRefused - _refused.Count)) _refused.Add(refusal with { Index = from + Events + refusal.Index });
        (Events, Accepted, Duplicate, Late, Refused) = (Events + events, Accepted + accepted, Duplicate + duplicate, Late + late, Refused + refused.Count);
    }

    /// <summary>Writes it as one JSON object on one line.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="error">Why what comes next was not taken; null when nothing failed.</param>
    public void Write(JsonBuffer json, Finding? error = null)
    {
        Number(json, "{\"from\":"u8, from);
        Number(json, ",\"events\":"u8, Events);
        Number(json, ",\"accepted\":"u8, Accepted);
        Number(json, ",\"duplicate\":"u8, Duplicate);
        Number(json, ",\"late\":"u8, Late);
        Number(json, ",\"refused_count\":"u8, Refused);
        json.Raw(",\"refused\":["u8);
        foreach (var refusal in _refused)
        {
            Number(json, "{\"index\":"u8, refusal.Index);
            Text(json, ",\"code\":"u8, refusal.Code);
            Text(json, ",\"reason\":"u8, refusal.Reason);
            Text(json, ",\"event\":"u8, refusal.Event.Length > LongestText ? refusal.Event[..LongestText] + "…" : refusal.Event);
            json.Raw("},"u8);
        }

        json.TrimComma();
        json.Raw((byte)']');
        if (error is not null) Error(json, error);
        json.Raw((byte)'}');
    }

    private static void Error(JsonBuffer json, Finding error)
    {
        Text(json, ",\"error\":{\"code\":"u8, error.Code);
        Text(json, ",\"detail\":"u8, ErrorAnswer.Text(error));
        if (error.Hint is not null) Text(json, ",\"hint\":"u8, error.Hint);
        json.Raw((byte)'}');
    }

    private static void Number(JsonBuffer json, ReadOnlySpan<byte> name, int value)
    {
        json.Raw(name);
        json.Int64(value);
    }

    private static void Text(JsonBuffer json, ReadOnlySpan<byte> name, string text)
    {
        json.Raw(name);
        json.Text(Encoding.UTF8.GetBytes(text));
    }
}
