using System.Text;

namespace Quern.Server.Tests.Fuzz;

/// <summary>Makes bodies that are almost sound from sound ones: by seed, so that a failure can be repeated.</summary>
internal sealed class BodyMutator(int seed, IReadOnlyList<string> samples)
{
    private static readonly string[] Tokens =
    [
        "null", "true", "false", "0", "-0", "-1", "7.5", "1e400", "-1e400", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890", "0.1e-999",
        "NaN", "Infinity", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u00e9\"", "\"é\"", "\"東京\"", "\"\0\"", "\"7\"", "\"07\"", "\"2024-05-01T11:30:00Z\"", "\"2024-13-99\"", "\"9999-12-31T23:59:59Z\"",
        "\"0001-01-01\"", "[]", "{}", "[[]]", "[{}]", "{\"\":[]}", "{\"\\ud800\":[1]}", "[null]", "[1,\"a\",null,true,[],{}]", ",", ":", "[", "]", "{", "}", "\"", "\\", "//", "\ufeff",
    ];

    private readonly Random _random = new(seed);

    /// <summary>How many bodies a test sends.</summary>
    internal static int Rounds { get; } = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 3_000 : 20_000;

    /// <summary>The next body: one to four changes to a sample.</summary>
    internal byte[] Next()
    {
        var body = Encoding.UTF8.GetBytes(samples[_random.Next(samples.Count)]).ToList();
        for (var changes = _random.Next(1, 5); changes > 0; changes--) Change(body);
        return [.. body];
    }

    private void Change(List<byte> body)
    {
        var at = _random.Next(body.Count + 1);
        var length = Math.Min(_random.Next(1, 12), body.Count - at);
        switch (_random.Next(9))
        {
            case 0 when at < body.Count:
                body[at] = (byte)_random.Next(256);
                break;
            case 1:
                body.RemoveRange(at, length);
                break;
            case 2:
                body.InsertRange(at, body.GetRange(at, length));
                break;
            case 3:
                body.InsertRange(at, Encoding.UTF8.GetBytes(Token()));
                break;
            case 4:
                body.RemoveRange(at, body.Count - at);
                break;
            case 5:
                body.InsertRange(at, Encoding.UTF8.GetBytes(new string('[', _random.Next(1, 200))));
                break;
            case 6:
                body.InsertRange(at, Encoding.UTF8.GetBytes(samples[_random.Next(samples.Count)]));
                break;
            default:
                Replace(body);
                break;
        }
    }

    // A whole value, so that what is read behind the JSON reader is met too.
    private void Replace(List<byte> body)
    {
        var text = Encoding.Latin1.GetString([.. body]);
        var values = System.Text.RegularExpressions.Regex.Matches(text, "\"[^\"]*\"|-?[0-9][0-9.e+-]*|true|false|null|\\[[^\\[\\]]*\\]|\\{[^{}]*\\}");
        if (values.Count == 0) return;
        var value = values[_random.Next(values.Count)];
        body.RemoveRange(value.Index, value.Length);
        body.InsertRange(value.Index, Encoding.UTF8.GetBytes(Token()));
    }

    private string Token() => Tokens[_random.Next(Tokens.Length)];
}
