using System.Globalization;

namespace Quern.Benchmarks;

/// <summary>What a benchmark is told on its command line.</summary>
internal static class BenchArguments
{
    /// <summary>The first argument where it is a whole number; otherwise what is usual.</summary>
    public static int Number(string[] args, int usual) => args is [var text, ..] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : usual;
}
