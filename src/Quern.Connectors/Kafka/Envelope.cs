using System.Text;
using System.Text.Json;
using Quern.Protocol.Json;

namespace Quern.Connectors.Kafka;

/// <summary>Finds the event inside a message: the value under a path of members.</summary>
internal sealed class Envelope(IReadOnlyList<string> path)
{
    private readonly byte[][] _path = [.. path.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Gets the path as people write it.</summary>
    public string Path { get; } = string.Join('.', path);

    public bool IsNone => _path.Length == 0;

    /// <summary>The event's text; empty when the message has nothing there. The message is read to its end, so that nothing is taken from one that is broken.</summary>
    /// <exception cref="JsonException">The message is no JSON.</exception>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> message)
    {
        var json = new Utf8JsonReader(message);
        json.Read();
        var (depth, start, end) = (0, 0, 0);
        while (json.TokenType == JsonTokenType.StartObject && end == 0 && MoveTo(ref json, _path[depth]))
        {
            if (++depth < _path.Length) continue;
            start = (int)json.TokenStartIndex;
            json.Skip();
            end = (int)json.BytesConsumed;
        }

        while (json.Read())
        {
            // What comes after the event must be sound too.
        }

        return message[start..end];
    }

    private static bool MoveTo(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = json.IsNamed(name);
            json.Read();
            if (isIt) return true;
            json.Skip();
        }

        return false;
    }
}
