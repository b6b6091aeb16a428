using System.Globalization;

namespace Quern.Server.Grpc;

/// <summary>The time that a caller gives, as <c>grpc-timeout</c> has it: up to eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MostDigits = 8;

    /// <summary>Reads it; false when it is none.</summary>
    internal static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MostDigits + 1 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        long? ticks = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            // Whole ticks are hundreds of nanoseconds; what is less than one is over at once.
            'n' => 0,
            _ => null,
        };
        if (ticks is not { } each) return false;
        timeout = new(text[^1] == 'n' ? count / TimeSpan.NanosecondsPerTick : count * each);
        return true;
    }
}
