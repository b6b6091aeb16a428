using Quern.Profiles;
using Quern.Values;

namespace Quern.Tests.Profiles;

public sealed class ValueProfileTests
{
    private static readonly DataType Real = DataType.Scalar(ValueKind.Float64);

    [Fact]
    public void Merge_OfTwoParts_IsTheProfileOfAll() => ForEach(random =>
    {
        var (left, right) = (Values(random), Values(random));
        var merged = Of(left);
        merged.Merge(Of(right));
        ShouldBeAlike(merged, Of([.. left, .. right]));
    });

    [Fact]
    public void Read_OfWhatWasWritten_IsTheSame() => ForEach(random =>
    {
        var profile = Of(Values(random));
        var bytes = new List<byte>();
        profile.Write(bytes);
        bytes.Add(77);
        ReadOnlySpan<byte> all = bytes.ToArray();
        ShouldBeAlike(ValueProfile.Read(ref all), profile);
        all.ToArray().ShouldBe([(byte)77]);
    });

    [Fact]
    public void Counts_AreThoseOfAPlainLoop() => ForEach(random =>
    {
        var values = Values(random);
        var profile = Of(values);
        double[] finite = [.. values.OfType<double>().Where(double.IsFinite)];
        profile.Rows.ShouldBe(values.Length);
        profile.Nulls.ShouldBe(values.Count(value => value is null));
        profile.NotFinite.ShouldBe(values.Length - profile.Nulls - finite.Length);
        profile.Measure.Count.ShouldBe(finite.Length);
        profile.Distinct.ShouldBe(finite.Select(BitConverter.DoubleToInt64Bits).Distinct().Count());
        if (finite.Length == 0) return;
        profile.Measure.Min.ShouldBe(finite.Min());
        profile.Measure.Max.ShouldBe(finite.Max());
    });

    [Fact]
    public void Moments_OfWholeNumbers_AreMeanAndDeviation()
    {
        var profile = Of([2, 4, 4, 4, 5, 5, 7, 9]);
        profile.Measure.Mean.ShouldBe(5, 1e-12);
        profile.Measure.Deviation.ShouldBe(2, 1e-12);
    }

    [Fact]
    public void Distribution_OfManyRows_StandsForAllOfThem()
    {
        var profile = Of([.. Enumerable.Range(0, 200_000).Select(row => (double?)(row % 1000))]);
        profile.Sampled.ShouldBeLessThan(200_000);
        profile.Distribution.Sum(part => (double)part.Weight).ShouldBe(200_000, 2_000);
        var below = profile.Distribution.Where(part => part.Value < 500).Sum(part => part.Weight);
        (below / 200_000.0).ShouldBe(0.5, 0.02);
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(50_000, 0.2)]
    [InlineData(1_000_000, 0.25)]
    public void Distinct_IsExactAtFirst_ThenNear(int distinct, double error)
    {
        var profile = Of([.. Enumerable.Range(0, distinct).Select(value => (double?)value)]);
        ((double)profile.Distinct).ShouldBe(distinct, 0.5 + (distinct * error));
        profile.Repeated.ShouldBe(0);
    }

    [Fact]
    public void Repeated_IsTheShareOfRowsThatRepeatAnother() => Of([1, 1, 2, 3]).Repeated.ShouldBe(0.25);

    [Fact]
    public void Frequent_AmongMillionsOfCategories_HasTheOneThatIsCommon()
    {
        var values = new TextColumn(new StringPool());
        for (var row = 0; row < 300_000; row++) values.Append(values.Pool.Intern(row % 10 == 0 ? "common" : $"once {row}"));
        var profile = new ValueProfile(DataType.Scalar(ValueKind.String));
        profile.Add(values, [.. Enumerable.Range(0, values.Count)]);
        profile.Frequent[0].Text.ShouldBe("common");
        profile.HasAllValues.ShouldBeFalse();
        var bytes = new List<byte>();
        profile.Write(bytes);
        bytes.Count.ShouldBeLessThan(16_384);
    }

    [Fact]
    public void Frequent_OfMoreCategoriesThanAreKept_AreThoseOfAPlainLoop_AlsoReadBackAndMerged()
    {
        var (days, truth) = (new List<ValueProfile>(), new Dictionary<string, long>());
        for (var day = 0; day < 20; day++)
        {
            // A few with many rows, and a long tail.
            var (values, random) = (new TextColumn(new StringPool()), new Random(day));
            for (var row = 0; row < 20_000; row++) values.Append(values.Pool.Intern($"c{(int)Math.Exp(random.NextDouble() * 6)}"));
            var profile = new ValueProfile(DataType.Scalar(ValueKind.String));
            profile.Add(values, [.. Enumerable.Range(0, values.Count)]);
            for (var row = 0; row < values.Count; row++) truth[Text(values, row)] = truth.GetValueOrDefault(Text(values, row)) + 1;
            days.Add(Read(profile));
            if (day == 0) ShouldBeTheMost(days[0], truth);
        }

        var merged = new ValueProfile(DataType.Scalar(ValueKind.String));
        foreach (var day in days) merged.Merge(day);
        ShouldBeTheMost(merged, truth);
        ShouldBeTheMost(Read(merged), truth);
        foreach (var value in merged.Frequent) value.Count.ShouldBeLessThanOrEqualTo(truth[value.Text]);
    }

    [Fact]
    public void Measure_OfTextListsAndVectors_IsLengthAndNorm()
    {
        var texts = new TextColumn(new StringPool());
        texts.Append(texts.Pool.Intern("abcd"));
        var text = new ValueProfile(DataType.Scalar(ValueKind.String));
        text.Add(texts, [0]);
        text.Measure.Mean.ShouldBe(4);

        var vectors = new TextColumn(ValueKind.Embedding, new StringPool());
        vectors.Append(EmbeddingBytes.Intern(vectors.Pool, [3, 4]));
        vectors.Append(EmbeddingBytes.Intern(vectors.Pool, [float.NaN, 4]));
        var vector = new ValueProfile(DataType.Scalar(ValueKind.Embedding));
        vector.Add(vectors, [0, 1]);
        vector.Measure.Mean.ShouldBe(5);
        vector.NotFinite.ShouldBe(1);

        var lists = new ResultColumn(DataType.List(ValueKind.Int64), 2);
        var bytes = new List<byte>();
        ValueCodec.Encode(Value.List(ValueKind.Int64, [Value.Of(1L), Value.Of(2L), Value.Of(3L)]), bytes);
        lists.OpenWriter().SetEncoded(0, bytes.ToArray());
        var list = new ValueProfile(lists.Type);
        list.Add(lists, [0, 1]);
        (list.Rows, list.Nulls, list.Measure.Mean).ShouldBe((2, 1, 3));
    }

    private static void ForEach(Action<Random> check)
    {
        for (var seed = 0; seed < 300; seed++) check(new(seed));
    }

    private static void ShouldBeTheMost(ValueProfile profile, Dictionary<string, long> truth)
    {
        profile.HasAllValues.ShouldBeFalse();
        profile.Frequent.Take(30).Select(value => (value.Text, value.Count)).ShouldBe(truth.OrderByDescending(pair => pair.Value).Take(30).Select(pair => (pair.Key, pair.Value)), ignoreOrder: true);
    }

    private static string Text(TextColumn column, int row) => System.Text.Encoding.UTF8.GetString(column.Pool.Utf8(column.Codes[row]));

    private static ValueProfile Read(ValueProfile profile)
    {
        var bytes = new List<byte>();
        profile.Write(bytes);
        ReadOnlySpan<byte> all = bytes.ToArray();
        return ValueProfile.Read(ref all);
    }

    // Few enough that distinct values stay exact, some of them nulls, repeated, or no numbers.
    private static double?[] Values(Random random) => [.. Enumerable.Range(0, random.Next(100)).Select(_ => random.Next(10) switch
    {
        0 => (double?)null,
        1 => double.NaN,
        2 => double.NegativeInfinity,
        < 6 => random.Next(-5, 5),
        _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-10, 10)),
    })];

    private static ValueProfile Of(IReadOnlyList<double?> values)
    {
        var column = new Float64Column(ValueKind.Float64);
        foreach (var value in values)
            if (value is { } known) column.Append(known);
            else column.AppendNull();
        var profile = new ValueProfile(Real);
        profile.Add(column, [.. Enumerable.Range(0, values.Count)]);
        return profile;
    }

    private static void ShouldBeAlike(ValueProfile actual, ValueProfile expected)
    {
        (actual.Rows, actual.Nulls, actual.NotFinite, actual.Sampled, actual.Distinct).ShouldBe((expected.Rows, expected.Nulls, expected.NotFinite, expected.Sampled, expected.Distinct));
        actual.Distribution.ShouldBe(expected.Distribution);
        actual.Frequent.ShouldBe(expected.Frequent);
        actual.Repeated.ShouldBe(expected.Repeated);
        if (expected.Measure.Count == 0) return;
        (actual.Measure.Min, actual.Measure.Max).ShouldBe((expected.Measure.Min, expected.Measure.Max));
        actual.Measure.Mean.ShouldBe(expected.Measure.Mean, 1e-9 * Math.Max(Math.Abs(expected.Measure.Min), Math.Abs(expected.Measure.Max)));
    }
}
