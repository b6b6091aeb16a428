using System.Globalization;
using System.Text;
using Quern.Engine.Usage;

namespace Quern.Stores.Usage;

/// <summary>
/// Lines of what was counted. <c>s 3f2a81c0d4e5b697 late_flight airports:mean_delay,routes:mean_delay_3h</c> is a shape, with <c>-</c> for none;
/// <c>r 496512 3f2a81c0d4e5b697 checkout 12 340 8840 91231 48213 0</c> is what was counted of one: the kind, the hour since 1970, of what, of whom, then the counts in their order.
/// </summary>
internal static class UsageLine
{
    private const string Kinds = "rtwp";

    public static void Write(StringBuilder text, UsageShape shape) =>
        text.Append("s ").Append(shape.Id).Append(' ').Append(shape.Service ?? UsageKey.None).Append(' ').Append(shape.Features.Count == 0 ? UsageKey.None : string.Join(',', shape.Features)).Append('\n');

    public static void Write(StringBuilder text, UsageKey key, UsageCounts counts) => text.Append(
        CultureInfo.InvariantCulture, $"{Kinds[(int)key.Kind]} {key.Hour} {key.Subject} {key.Consumer} {counts.Requests} {counts.Rows} {counts.Values} {counts.Bytes} {counts.Ticks} {counts.Scanned}\n");

    /// <summary>Reads a line; false for one that is neither.</summary>
    public static bool TryRead(string line, out UsageShape? shape, out UsageKey key, out UsageCounts counts)
    {
        (shape, key, counts) = (null, default, default);
        var parts = line.Split(' ');
        if (parts is ["s", var id, var service, var features])
        {
            var read = new UsageShape(service == UsageKey.None ? null : service, features == UsageKey.None ? [] : features.Split(','));
            shape = read.Id == id ? read : null;
            return shape is not null;
        }

        if (parts.Length != 10 || parts[0].Length != 1 || Kinds.IndexOf(parts[0][0], StringComparison.Ordinal) is not (>= 0 and var kind)) return false;
        Span<long> numbers = stackalloc long[6];
        for (var i = 0; i < numbers.Length; i++)
            if (!TryRead(parts[i + 4], out numbers[i]))
                return false;
        if (!TryRead(parts[1], out var hour)) return false;
        key = new(hour, (UsageKind)kind, parts[2], parts[3]);
        counts = new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
        return true;
    }

    private static bool TryRead(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
