using System.Globalization;

namespace Quern.Stores.DuckDb;

/// <summary>
/// Carries an exception across DuckDB: a callback leaves it here under a number that its error text holds, and <see cref="DuckException"/>
/// takes it up as its cause. A ring, since of several threads that fail at once DuckDB reports one.
/// </summary>
internal static class CallbackFailures
{
    private const int Size = 64;

    private static readonly Entry?[] Ring = new Entry?[Size];
    private static int _last;

    /// <summary>Keeps the exception and gives the text to hand to DuckDB.</summary>
    internal static string Keep(Exception failure)
    {
        var number = unchecked((uint)Interlocked.Increment(ref _last));
        Volatile.Write(ref Ring[number % Size], new Entry(number, failure));
        return string.Create(CultureInfo.InvariantCulture, $"{DuckErrors.CallbackMark}{failure.Message} (callback failure {number})");
    }

    internal static Exception? Take(string message)
    {
        const string Mark = "(callback failure ";
        var start = message.LastIndexOf(Mark, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var digits = message.AsSpan(start + Mark.Length);
        digits = digits[..Math.Max(digits.IndexOf(')'), 0)];
        if (!uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        ref var slot = ref Ring[number % Size];
        var entry = Volatile.Read(ref slot);
        if (entry?.Number != number)
            return null;
        Volatile.Write(ref slot, null);
        return entry.Failure;
    }

    private sealed record Entry(uint Number, Exception Failure);
}
