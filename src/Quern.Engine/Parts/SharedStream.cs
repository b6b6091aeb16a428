using System.Buffers.Binary;
using System.Buffers.Text;
using Quern.Values;

namespace Quern.Engine.Parts;

/// <summary>
/// A stream that several processes share: its events come in parts, each with a log and a state of its own, and every entity is in one of them. Which one says the key of its messages, by the function by which
/// whoever sends them spreads them.
/// </summary>
/// <param name="name">The stream.</param>
/// <param name="parts">How many parts there are; at least 1.</param>
/// <param name="form">In which form a message's key names an entity.</param>
/// <param name="function">The part of a key.</param>
public sealed class SharedStream(string name, int parts, MessageKeyForm form, PartFunction function)
{
    // Of keys of usual lengths no array is made.
    private const int ShortKey = 256;

    /// <summary>The stream's name.</summary>
    public string Name => name;

    /// <summary>How many parts there are.</summary>
    public int Parts => parts;

    /// <summary>In which form a message's key names an entity.</summary>
    public MessageKeyForm Form => form;

    /// <summary>The name of a part's log, as training sets keep how far they have read it.</summary>
    public string NameOf(int part) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}/{part}");

    /// <summary>Whether a message's key can name an entity whose key is of a kind.</summary>
    public bool Takes(ValueKind kind) => RowKey.KindOf(kind) switch
    {
        ValueKind.Int64 => true,
        ValueKind.String => form == MessageKeyForm.Text,
        _ => false,
    };

    /// <summary>The part of an entity.</summary>
    /// <param name="key">Its key of one join key, as <see cref="RowKey"/> encodes it.</param>
    public int PartOf(ReadOnlySpan<byte> key)
    {
        Span<byte> message = key.Length <= ShortKey ? stackalloc byte[ShortKey] : new byte[key.Length];
        return function(message[..Decode(key, message)], parts);
    }

    // The message's key from the entity's.
    private int Decode(ReadOnlySpan<byte> key, Span<byte> message) => RowKey.ReadText(key, message) is >= 0 and var length ? length : Number(RowKey.ReadBits(key), message);

    private int Number(long value, Span<byte> message)
    {
        switch (form)
        {
            case MessageKeyForm.Int64:
                BinaryPrimitives.WriteInt64BigEndian(message, value);
                return sizeof(long);
            case MessageKeyForm.Int32:
                // One that is larger is in no such key, and where it would be does not matter.
                BinaryPrimitives.WriteInt32BigEndian(message, unchecked((int)value));
                return sizeof(int);
            default:
                Utf8Formatter.TryFormat(value, message, out var length);
                return length;
        }
    }
}
