using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Quern.Protocol.Online;
using Quern.Schema;

namespace Quern.Protocol.Streams;

/// <summary>
/// Reads events, each a JSON object with members named by columns, into a batch. Members that no field has are passed over; an event with anything wrong is put aside with all that is
/// wrong with it, and the others pass. Values are read as in requests, but for instants: ISO 8601, or whole numbers where the field says what they count. Nothing is allocated for an
/// event that can be read. Reused from batch to batch; for one thread at a time.
/// </summary>
public sealed class EventReader
{
    /// <summary>The most bytes of one event.</summary>
    public const int LongestEvent = 1 << 20;

    private const int LongestText = 16 << 10;
    private readonly EventColumns _columns;
    private readonly int[] _seen;
    private readonly List<Refusal> _unread = [];
    private readonly HashSet<int> _unusable = [];
    private readonly List<string> _problems = [];
    private int _event;

    /// <summary>A reader of events with the fields of a schema.</summary>
    public EventReader(RowSchema schema)
    {
        (Schema, _columns) = (schema, new(schema));
        _seen = new int[schema.Fields.Count];
    }

    /// <summary>What an event is.</summary>
    public RowSchema Schema { get; }

    /// <summary>How many events were given since the last <see cref="Clear"/>, read or not.</summary>
    public int Count { get; private set; }

    /// <summary>The events that could be read, in order. Valid until <see cref="Clear"/>.</summary>
    public EventBatch Events => _columns.Without(_unusable);

    /// <summary>The events that could not be read, in order; their texts are cut at 16 KiB. Valid until <see cref="Clear"/>.</summary>
    public IReadOnlyList<Refusal> Unread => _unread;

    /// <summary>Forgets all events.</summary>
    public void Clear()
    {
        _columns.Clear();
        _unread.Clear();
        _unusable.Clear();
        Count = 0;
    }

    /// <summary>Reads one event.</summary>
    public void Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > LongestEvent) Refuse(EventProblems.TooLong, EventProblems.IsLong(LongestEvent), json);
        else if (!Utf8.IsValid(json)) Refuse(EventProblems.Malformed, EventProblems.NotJson("it holds bytes that are not UTF-8."), json);
        else if (!TryRead(json)) Undo(json);
        else (_columns.Batch.Count, Count) = (_columns.Batch.Count + 1, Count + 1);
    }

    /// <summary>Puts an event aside that was found to be too long before all of it was there.</summary>
    /// <param name="start">How it begins.</param>
    public void RefuseLong(ReadOnlySpan<byte> start) => Refuse(EventProblems.TooLong, EventProblems.IsLong(LongestEvent), start);

    /// <summary>Puts something aside that is no event.</summary>
    /// <param name="reason">Why, as the end of a sentence.</param>
    /// <param name="text">What it is.</param>
    public void RefuseMalformed(string reason, ReadOnlySpan<byte> text) => Refuse(EventProblems.Malformed, EventProblems.NotJson(reason), text);

    /// <summary>Puts an event aside for a reason that its text does not show.</summary>
    /// <param name="code">The code of the reason.</param>
    /// <param name="reason">The reason, as a sentence.</param>
    /// <param name="text">The event; what is longer than 16 KiB is cut.</param>
    public void Refuse(string code, string reason, ReadOnlySpan<byte> text) =>
        _unread.Add(new(Count++, code, reason, Encoding.UTF8.GetString(text.Length > LongestText ? text[..LongestText] : text)));

    private bool TryRead(ReadOnlySpan<byte> text)
    {
        try
        {
            var json = new Utf8JsonReader(text);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
            {
                _problems.Add(EventProblems.NotJson($"it is {JsonNames.Of(json.TokenType)}."));
                return false;
            }

            ReadMembers(ref json);
            // The end of the object must be the end of the text.
            json.Read();
        }
        catch (JsonException e)
        {
            _problems.Clear();
            _problems.Add(EventProblems.NotJson(JsonNames.Reason(e)));
            return false;
        }

        FillMissing();
        return _problems.Count == 0;
    }

    private void ReadMembers(ref Utf8JsonReader json)
    {
        _event++;
        var guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = _columns.Find(ref json, guess);
            json.Read();
            if (field >= 0)
            {
                guess = field + 1;
                ReadMember(field, ref json);
            }

            json.Skip();
        }
    }

    private void ReadMember(int field, ref Utf8JsonReader json)
    {
        var (reader, declared) = (_columns.Readers[field], _columns[field]);
        if (_seen[field] == _event)
        {
            _problems.Add(EventProblems.Twice(declared.Column));
            return;
        }

        _seen[field] = _event;
        if (json.TokenType == JsonTokenType.Null)
        {
            if (!declared.Nullable) _problems.Add(EventProblems.Null(declared.Column, reader));
            reader.Column.AppendNull();
        }
        else if (!reader.TryAppend(ref json))
        {
            _problems.Add(EventProblems.Wrong(declared.Column, reader, JsonNames.Shown(ref json)));
            reader.Column.AppendNull();
        }
    }

    private void FillMissing()
    {
        for (var field = 0; field < _seen.Length; field++)
        {
            if (_seen[field] == _event) continue;
            if (!_columns[field].Nullable) _problems.Add(EventProblems.Missing(_columns[field].Column, _columns.Readers[field]));
            _columns.Readers[field].Column.AppendNull();
        }
    }

    // What was read of the event stays in the columns as a row that is left out of the batch in the end.
    private void Undo(ReadOnlySpan<byte> text)
    {
        var (batch, isStarted) = (_columns.Batch, false);
        foreach (var reader in _columns.Readers) isStarted |= reader.Column.Count > batch.Count;
        if (isStarted)
        {
            foreach (var reader in _columns.Readers)
                if (reader.Column.Count == batch.Count)
                    reader.Column.AppendNull();
            _unusable.Add(batch.Count++);
        }

        var isMalformed = _problems is [var only] && only.StartsWith(EventProblems.NotJson(""), StringComparison.Ordinal);
        Refuse(isMalformed ? EventProblems.Malformed : EventProblems.WrongMembers, string.Join(" ", _problems), text);
        _problems.Clear();
    }
}
