using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Confluent.Kafka;
using Quern.Protocol.Streams;
using Quern.Schema;
using Quern.Values;

namespace Quern.Connectors.Kafka;

/// <summary>
/// Reads the event of a message: the value, or what lies in it, with members put in front that the headers and the key fill. A message that is no event is put aside by the reader of events,
/// in the form in which it could be pushed again. For one thread.
/// </summary>
internal sealed class EventText(KafkaSettings settings)
{
    private readonly Envelope _envelope = new(settings.Envelope);
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly (Filled Column, string Header)[] _headers = [.. settings.Headers.Select(filled => (new Filled(filled.Key), filled.Value))];
    private readonly Filled? _key = settings.Key is { } key ? new(key) : null;

    private static ReadOnlySpan<byte> Blank => " \t\r\n"u8;

    /// <summary>Reads the event of a message; false when it has none and is not meant to: a null in the place of the event.</summary>
    public bool Read(Message<byte[]?, byte[]?> message, EventReader events)
    {
        if (message.Value is not { } value) return false;
        var text = (ReadOnlySpan<byte>)value;
        if (!_envelope.IsNone)
        {
            try
            {
                text = _envelope.Find(value);
            }
            catch (JsonException)
            {
                // The reader of events says what is wrong with it.
                events.Read(value);
                return true;
            }

            if (text.SequenceEqual("null"u8)) return false;
            if (text.IsEmpty)
            {
                events.RefuseMalformed($"the message has nothing under '{_envelope.Path}'.", value);
                return true;
            }
        }

        if (_headers.Length == 0 && _key is null) events.Read(text);
        else ReadFilled(message, text.Trim(Blank), events);
        return true;
    }

    private void ReadFilled(Message<byte[]?, byte[]?> message, ReadOnlySpan<byte> text, EventReader events)
    {
        _text.Clear();
        _text.Write("{"u8);
        foreach (var (column, header) in _headers)
            if (message.Headers is { } headers && headers.TryGetLastBytes(header, out var value) && value is not null)
                Fill(column, value, events.Schema);
        if (_key is not null && message.Key is { } bytes) Fill(_key, bytes, events.Schema);
        if (_text.WrittenCount == 1 || text.IsEmpty || text[0] != (byte)'{')
        {
            events.Read(text);
            return;
        }

        var rest = text[1..].TrimStart(Blank);
        _text.Write(rest.StartsWith("}"u8) ? default : ","u8);
        _text.Write(rest);
        events.Read(_text.WrittenSpan);
    }

    private void Fill(Filled column, byte[] value, RowSchema schema)
    {
        if (_text.WrittenCount > 1) _text.Write(","u8);
        _text.Write(column.Start);
        _text.Write(!column.IsTextIn(schema) && IsLiteral(value) ? value : Quoted(value));
    }

    // What is not UTF-8 stays as it is, for the reader of events to find.
    private static ReadOnlySpan<byte> Quoted(byte[] text) =>
        Utf8.IsValid(text) ? (byte[])[(byte)'"', .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, (byte)'"'] : [(byte)'"', .. text, (byte)'"'];

    private static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        try
        {
            var json = new Utf8JsonReader(text);
            return json.Read() && json.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False && !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A column that is filled: how its member begins, and what it is in the record that was seen last.</summary>
    private sealed class Filled(string column)
    {
        private RowSchema? _schema;
        private bool _isText;

        public byte[] Start { get; } = [.. Quoted(Encoding.UTF8.GetBytes(column)), (byte)':'];

        public bool IsTextIn(RowSchema schema)
        {
            if (!ReferenceEquals(_schema, schema)) (_schema, _isText) = (schema, schema.Fields.FirstOrDefault(field => field.Column == column)?.Kind is null or ValueKind.String);
            return _isText;
        }
    }
}
