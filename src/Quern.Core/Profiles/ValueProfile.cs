using System.Runtime.InteropServices;
using Quern.Time;
using Quern.Values;

namespace Quern.Profiles;

/// <summary>
/// What the values of one field or feature were like: how many, how many nulls, how they lie, how many distinct ones, which occur most. Two profiles of the same type make one, so
/// that any range of time is a merge of its buckets. What is counted of every row is exact; distribution and frequent values are taken of all rows up to <see cref="Whole"/>, then of
/// ever fewer, each standing for as many as were passed over. Not safe for use from several threads.
/// </summary>
public sealed class ValueProfile
{
    /// <summary>Up to so many rows every one is in the distribution; of twice as many every second, and so on.</summary>
    public const long Whole = 1 << 15;

    private const int DistinctSize = 256;

    private readonly NumberBuckets _buckets;
    private readonly FrequentValues? _frequent;
    private readonly DistinctSample _distinct;
    private (double Mean, double Deviation)? _scaled;
    private NumberMoments _measure;
    private Instant _origin;

    /// <summary>The profile of no values.</summary>
    /// <param name="type">What the values are.</param>
    /// <param name="origin">From when the age of an instant is counted; of use for timestamps alone.</param>
    public ValueProfile(DataType type, Instant origin = default)
        : this(type, new(), IsFrequent(type) ? new(type.Kind) : null, new(DistinctSize)) => _origin = origin;

    private ValueProfile(DataType type, NumberBuckets buckets, FrequentValues? frequent, DistinctSample distinct) => (Type, _buckets, _frequent, _distinct) = (type, buckets, frequent, distinct);

    /// <summary>What the values are.</summary>
    public DataType Type { get; }

    /// <summary>How many rows there were, those without a value too.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of them have no value.</summary>
    public long Nulls { get; private set; }

    /// <summary>How many of them are NaN or infinite, or a vector with such a number; they are in nothing else but <see cref="Rows"/>.</summary>
    public long NotFinite { get; private set; }

    /// <summary>How many rows are in <see cref="Distribution"/>.</summary>
    public long Sampled { get; private set; }

    /// <summary>
    /// The measure of the values: of numbers and truth values the number; of text its length in bytes; of lists, rankings and histograms the number of items; of vectors the norm; of
    /// instants how many seconds they lie before the beginning of their bucket of time.
    /// </summary>
    public NumberMoments Measure => _measure;

    /// <summary>The <see cref="Distribution"/>'s mean and spread, each number as its inverse hyperbolic sine: like a logarithm far from zero, so that one wild number does not hide the others.</summary>
    public (double Mean, double Deviation) Scaled => _scaled ??= Scale();

    /// <summary>About how many distinct values there were: exact up to 256, beyond with a standard error of 6 %.</summary>
    public long Distinct => _distinct.Distinct;

    /// <summary>Which share of the values repeats another one, 0 to 1, by a sample beyond 256 distinct ones.</summary>
    public double Repeated => _distinct.Repeated;

    /// <summary>How the <see cref="Measure"/> lies: numbers ascending, each within 1 % of the values that it stands for, and for how many.</summary>
    public IReadOnlyList<(double Value, long Weight)> Distribution => _buckets.Sorted();

    /// <summary>The number that stands for the value of the <see cref="Distribution"/> below which a share of it lies, 0 to 1; 0 where there is none.</summary>
    public double Quantile(double share)
    {
        var (total, sum) = (Distribution.Sum(part => (double)part.Weight), 0.0);
        foreach (var (value, weight) in Distribution)
            if ((sum += weight) >= share * total)
                return value;
        return 0;
    }

    /// <summary>The values that occur most, the most frequent first; empty for lists and vectors. Each that makes up more than 1 % of all is among them.</summary>
    public IReadOnlyList<FrequentValue> Frequent => _frequent?.List() ?? [];

    /// <summary>The share of rows without a value, 0 to 1; 0 when there are no rows.</summary>
    public double NullRate => Rows == 0 ? 0 : (double)Nulls / Rows;

    /// <summary>Whether no values were left out of <see cref="Frequent"/>: those are all there are.</summary>
    public bool HasAllValues => _frequent is { Missed: 0 };

    /// <summary>Adds rows of a column of the profile's type; lists, rankings and histograms come as the bytes of <see cref="ValueCodec"/>, in a column of text.</summary>
    public void Add(Column column, ReadOnlySpan<int> rows)
    {
        switch (column)
        {
            case Int64Column whole:
                foreach (var row in rows)
                    if (!IsNull(column, row)) AddBits(whole.Values[row]);
                break;
            case Float64Column real:
                foreach (var row in rows)
                    if (!IsNull(column, row)) AddReal(real.Values[row]);
                break;
            case TextColumn text:
                foreach (var row in rows)
                    if (!IsNull(column, row)) AddText(text.Pool, text.Codes[row]);
                break;
        }
    }

    /// <summary>Adds rows of computed values of the profile's type.</summary>
    public void Add(ResultColumn column, ReadOnlySpan<int> rows)
    {
        foreach (var row in rows) Add(column, row);
    }

    /// <summary>Adds all rows of computed values of the profile's type, in their order.</summary>
    public void Add(ResultColumn column)
    {
        for (var row = 0; row < column.Count; row++) Add(column, row);
    }

    /// <summary>Adds all that another profile of the same type has.</summary>
    /// <exception cref="ArgumentException">It is of another type.</exception>
    public void Merge(ValueProfile other)
    {
        if (other.Type != Type) throw new ArgumentException($"A profile of {other.Type} cannot be added to one of {Type}.", nameof(other));
        (Rows, Nulls, NotFinite, Sampled) = (Rows + other.Rows, Nulls + other.Nulls, NotFinite + other.NotFinite, Sampled + other.Sampled);
        _scaled = null;
        _measure.Merge(other._measure);
        _buckets.Merge(other._buckets);
        _frequent?.Merge(other._frequent!);
        _distinct.Merge(other._distinct);
    }

    /// <summary>Appends the profile as bytes, which <see cref="Read"/> reads.</summary>
    public void Write(List<byte> bytes)
    {
        bytes.Add((byte)Type.Shape);
        bytes.Add((byte)Type.Kind);
        foreach (var count in new[] { Rows, Nulls, NotFinite, Sampled }) ProfileBytes.AppendCount(bytes, count);
        _measure.Write(bytes);
        _buckets.Write(bytes);
        _distinct.Write(bytes);
        _frequent?.Write(bytes);
    }

    /// <summary>Reads a profile, and leaves what follows it.</summary>
    public static ValueProfile Read(ref ReadOnlySpan<byte> bytes)
    {
        var type = new DataType((DataShape)bytes[0], (ValueKind)bytes[1]);
        bytes = bytes[2..];
        var (rows, nulls, notFinite, sampled) = (ProfileBytes.ReadCount(ref bytes), ProfileBytes.ReadCount(ref bytes), ProfileBytes.ReadCount(ref bytes), ProfileBytes.ReadCount(ref bytes));
        var measure = NumberMoments.Read(ref bytes);
        var (buckets, distinct) = (NumberBuckets.Read(ref bytes), DistinctSample.Read(DistinctSize, ref bytes));
        return new(type, buckets, IsFrequent(type) ? FrequentValues.Read(type.Kind, ref bytes) : null, distinct) { Rows = rows, Nulls = nulls, NotFinite = notFinite, Sampled = sampled, _measure = measure };
    }

    /// <summary>The measure of a vector: not finite where one of its numbers is not.</summary>
    internal static double Norm(ReadOnlySpan<byte> vector)
    {
        var squares = 0.0;
        foreach (var number in MemoryMarshal.Cast<byte, float>(vector)) squares += (double)number * number;
        return Math.Sqrt(squares);
    }

    private static bool IsFrequent(DataType type) => type.Shape == DataShape.Scalar && type.Kind != ValueKind.Embedding;

    private (double Mean, double Deviation) Scale()
    {
        // One after the other, as NumberMoments does it.
        var (weights, mean, squares) = (0.0, 0.0, 0.0);
        foreach (var (value, weight) in Distribution)
        {
            weights += weight;
            var scaled = Math.Asinh(value);
            var distance = scaled - mean;
            mean += distance * weight / weights;
            squares += weight * distance * (scaled - mean);
        }

        return weights == 0 ? (0, 0) : (mean, Math.Sqrt(squares / weights));
    }

    private void Add(ResultColumn column, int row)
    {
        Rows++;
        if (!column.StatusOf(row).HasValue()) Nulls++;
        else if (!Type.IsFixedWidth) AddEncoded(column.Encoded(row));
        else if (Type.Kind is ValueKind.Float32 or ValueKind.Float64) AddReal(BitConverter.Int64BitsToDouble(column.Slots[row]));
        else AddBits(column.Slots[row]);
    }

    private bool IsNull(Column column, int row)
    {
        Rows++;
        var isNull = column.IsNull(row);
        if (isNull) Nulls++;
        return isNull;
    }

    // How many rows the next one stands for in the distribution; 0 for one that is passed over.
    private long NextWeight()
    {
        if (Rows <= Whole) return 1;
        var stride = (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)(Rows / Whole) + 1);
        return Rows % stride == 0 ? stride : 0;
    }

    private void AddBits(long bits)
    {
        var hash = StableHash.Of(bits);
        AddScalar(Type.Kind == ValueKind.Timestamp ? (_origin.Microseconds - (double)bits) / Instant.PerSecond : bits, hash, bits);
    }

    private void AddReal(double value)
    {
        if (double.IsFinite(value)) AddScalar(value, StableHash.Of(BitConverter.DoubleToInt64Bits(value)), BitConverter.DoubleToInt64Bits(value));
        else NotFinite++;
    }

    private void AddScalar(double measure, ulong hash, long bits)
    {
        if (AddMeasure(measure, hash) is > 0 and var weight) _frequent!.Add(hash, bits, weight);
    }

    private void AddText(StringPool pool, int code)
    {
        if (Type.Shape != DataShape.Scalar) AddEncoded(pool.Utf8(code));
        else if (Type.Kind == ValueKind.Embedding) AddVector(pool.Utf8(code));
        else if (AddMeasure(pool.Utf8(code).Length, pool.Hash(code)) is > 0 and var weight) _frequent!.Add(pool.Hash(code), pool.Utf8(code), weight);
    }

    private void AddEncoded(ReadOnlySpan<byte> bytes)
    {
        if (Type.Shape != DataShape.Scalar) AddMeasure(new ItemReader(Type.Kind, bytes).Count, StableHash.Of(bytes));
        else if (Type.Kind == ValueKind.Embedding) AddVector(bytes);
        else if (AddMeasure(bytes.Length, StableHash.Of(bytes)) is > 0 and var weight) _frequent!.Add(StableHash.Of(bytes), bytes, weight);
    }

    private void AddVector(ReadOnlySpan<byte> bytes)
    {
        if (Norm(bytes) is var norm && double.IsFinite(norm)) AddMeasure(norm, StableHash.Of(bytes));
        else NotFinite++;
    }

    private long AddMeasure(double measure, ulong hash)
    {
        _measure.Add(measure);
        _distinct.Add(hash);
        var weight = NextWeight();
        if (weight == 0) return 0;
        Sampled++;
        _scaled = null;
        _buckets.Add(measure, weight);
        return weight;
    }
}
