using System.Globalization;
using System.Text;

namespace Quern.Engine.Kernel;

/// <summary>What can be wrong with the lines that the kernel reads.</summary>
public static class KernelFindings
{
    private const int Shown = 80;

    /// <summary>A line that is not what the step reads.</summary>
    /// <param name="number">Its number in the input, from 1.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="line">The line.</param>
    public static QuernException Malformed(long number, string reason, ReadOnlySpan<byte> line) => new(new Finding(
        "QRN6823", $"line {Text(number)} of the input is malformed: {reason}", $"The line: '{Shorten(line)}'.", "Hand the kernel what the step before has written, line by line and unchanged."));

    internal static QuernException Unordered(long number, KernelLine line, string before) => new(new Finding(
        "QRN6824",
        $"line {Text(number)} of the input is out of order: key '{Shorten(line.Key)}' at '{Shorten(line.Order)}' comes after {before}",
        null,
        "Sort the lines of each partition by key and order, as bytes: SORT BY quern_key, quern_order."));

    internal static QuernException NoKey(long number, ReadOnlySpan<byte> line) => new(new Finding(
        "QRN6825", $"line {Text(number)} of the input has no key", $"The line: '{Shorten(line)}'.", "Rows and events without a key have no values and are not handed to this step."));

    internal static QuernException NotTogether(long row, string what) => new(new Finding(
        "QRN6830", $"row {Text(row)} has {what}", null, "Hand this step the lines of all rows once, and all lines of a row in one partition."));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    internal static string Shorten(ReadOnlySpan<byte> bytes) => bytes.Length <= Shown ? Encoding.UTF8.GetString(bytes) : Encoding.UTF8.GetString(bytes[..Shown]) + "…";
}
