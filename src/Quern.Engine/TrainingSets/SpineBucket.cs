using System.Globalization;

namespace Quern.Engine.TrainingSets;

/// <summary>
/// A share of a spine's rows: those whose entities fall, by a hash of the join keys, into one of several buckets. All rows of an entity are in one bucket, so that each share needs the events of its own entities alone, and shares can be
/// made by machines that have nothing but storage in common.
/// </summary>
/// <param name="Number">Which bucket, from 1.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Keys">The columns whose values are hashed; empty until they are known.</param>
public sealed record SpineBucket(int Number, int Count, IReadOnlyList<string> Keys)
{
    /// <summary>The column that tells the place of each row in the whole spine, from 0.</summary>
    public const string RowColumn = "quern_row";

    private const int Most = 4096;

    /// <summary>Reads a bucket as people write it, such as <c>3/16</c>.</summary>
    /// <exception cref="QuernException">It is not a number of a bucket and how many there are.</exception>
    public static SpineBucket Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= Most && number >= 1 && number <= count) return new(number, count, []);
        throw new QuernException(new Finding("QRN3110", $"'{text}' is not a bucket", null, $"Write which one and how many there are, from 1/1 to {Most}/{Most}, such as 3/16."));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}
