using Quern.Drift;
using Quern.Profiles;
using Quern.Values;

namespace Quern.Tests.Drift;

/// <summary>What is said of a feature whose reference is sixty blocks of three hundred rows.</summary>
public sealed class FeatureComparisonTests
{
    private const int Blocks = 60;
    private const int Rows = 300;

    private static readonly DataType Real = DataType.Scalar(ValueKind.Float64);
    private static readonly DataType Whole = DataType.Scalar(ValueKind.Int64);
    private static readonly DataType Text = DataType.Scalar(ValueKind.String);

    [Fact]
    public void Values_ThatAreAsBefore_AreNotTold_AndEachFaultIs()
    {
        var reference = Numbers(Blocks, Rows, Usual);
        for (var seed = 1000; seed < 1040; seed++) Believed(reference, Now(Real, 1000, seed, random => Usual(random))).ShouldBeEmpty();
        Believed(reference, Now(Real, 1000, 1, random => Usual(random) * 60)).ShouldContain(FeatureFigure.Beyond);
        Believed(reference, Now(Real, 1000, 2, random => Usual(random) * 1.3)).ShouldContain(FeatureFigure.Level);
        Believed(reference, Now(Real, 1000, 3, random => random.Next(50) == 0 ? null : Usual(random))).ShouldBe([FeatureFigure.NullShare]);
        foreach (var none in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
            Believed(reference, Now(Real, 1000, 4, random => random.Next(50) == 0 ? none : Usual(random))).ShouldBe([FeatureFigure.NullShare], $"{none}");
        Believed(reference, Now(Real, 1000, 5, _ => 7.0)).ShouldContain(FeatureFigure.Shape);
    }

    [Fact]
    public void FeatureThatIsWildByItself_NeedsAWilderStep()
    {
        // Each block has a level of its own.
        var wild = Of(Real, Blocks, (block, random) => Usual(random) * Math.Exp(new Random(block).NextDouble() * 2));
        Believed(wild, Now(Real, 1000, 2, random => Usual(random) * 2)).ShouldBeEmpty();
        Believed(wild, Now(Real, 1000, 2, random => Usual(random) * 500)).ShouldContain(FeatureFigure.Beyond);
    }

    [Fact]
    public void Magnitudes_AreThoseOfThePlainDefinition()
    {
        var drift = Compare(Numbers(Blocks, Rows, random => random.Next(1, 1001)), Now(Real, 1000, 1, random => random.Next(1, 1001) + 500.0));
        drift.HasDrifted.ShouldBeTrue();
        drift.Distances!.KolmogorovSmirnov.ShouldBe(0.5, 0.04);
        drift.Moved.ShouldBe(500, 15);
        drift.Distances.Wasserstein.ShouldBe(500 / 288.7, 0.06);
        drift.AboveUsual.ShouldBe(0.51, 0.03);
        drift.BelowUsual.ShouldBe(0);
        drift.Believed.Single(test => test.Figure == FeatureFigure.Beyond).Found.ShouldBe(0.5, 0.04);
        drift.Believed.Single(test => test.Figure == FeatureFigure.Level).Found.ShouldBe(1 - 0.125, 0.02);
    }

    [Fact]
    public void Categories_ThatAreNewOrChangeTheirShare_AreTold()
    {
        static string Usual(Random random) => random.Next(10) < 7 ? "NO" : random.Next(2) == 0 ? "SE" : "DK";
        var reference = Of(Text, Blocks, (_, random) => Usual(random));
        for (var seed = 0; seed < 20; seed++) Believed(reference, Now(Text, 1000, 5000 + seed, Usual)).ShouldBeEmpty();
        Believed(reference, Now(Text, 1000, 1, random => random.Next(20) == 0 ? "FI" : Usual(random))).ShouldContain(FeatureFigure.NewValues);
        var moved = Compare(reference, Now(Text, 1000, 1, random => random.Next(2) == 0 ? "SE" : Usual(random)));
        moved.Believed.Select(test => test.Figure).ShouldContain(FeatureFigure.Shape);
        (moved.Category!.Value.Name, moved.Category.Value.Before, moved.Category.Value.Now).ShouldBe(("SE", 0.15, 0.575), new ShareComparer());
        Believed(Of(DataType.Scalar(ValueKind.Boolean), Blocks, (_, random) => random.Next(4) == 0), Now(DataType.Scalar(ValueKind.Boolean), 1000, 1, random => random.Next(4) != 0)).ShouldContain(FeatureFigure.Shape);
    }

    [Fact]
    public void InfinitiesOfTheReference_AreUsual_AndNoNumbers()
    {
        static double? Next(Random random) => random.Next(10) == 0 ? double.PositiveInfinity : Usual(random);
        var reference = Of(Real, Blocks, (_, random) => Next(random));
        (reference.Whole.NotFinite, reference.Blocks.Sum(block => block.Nulls)).ShouldBe((reference.Whole.Rows - reference.Whole.Measure.Count, reference.Whole.NotFinite));
        reference.Blocks.Max(block => block.Greatest).ShouldBeLessThan(Math.Exp(3));
        Believed(reference, Now(Real, 1000, 1, random => Next(random))).ShouldBeEmpty();
        Believed(reference, Now(Real, 1000, 1, random => Usual(random))).ShouldBe([FeatureFigure.NullShare]);
    }

    [Fact]
    public void Categories_OfLongText_AreAsBefore()
    {
        static string Next(Random random) => new string('x', 200) + random.Next(3);
        var reference = Of(Text, Blocks, (_, random) => Next(random));
        Believed(reference, Now(Text, 1000, 1, Next)).ShouldBeEmpty();
        Believed(reference, Now(Text, 1000, 1, random => new string('x', 200) + "0")).ShouldContain(FeatureFigure.Shape);
    }

    [Fact]
    public void UniqueIds_AndMillionsOfCategories_AreAsBefore_UntilTheyRepeat()
    {
        var next = 0;
        var ids = Of(Text, Blocks, (_, _) => $"id-{next++}");
        var now = Now(Text, 1000, 1, _ => $"id-{next++}");
        Believed(ids, now).ShouldBeEmpty();
        Believed(ids, Now(Text, 1000, 1, random => $"id-{random.Next(20)}")).ShouldContain(FeatureFigure.Cardinality);
        var many = Of(Text, Blocks, (_, random) => $"c{random.Next(10_000_000)}");
        Believed(many, Now(Text, 1000, 9, random => $"c{random.Next(10_000_000)}")).ShouldBeEmpty();
        // Numbers that count up are never where they were, and that is usual.
        var rising = Of(Whole, Blocks, (_, _) => (long)next++);
        Believed(rising, Now(Whole, Rows, 1, _ => (long)next++)).ShouldNotContain(FeatureFigure.Shape);
    }

    [Fact]
    public void FeaturesThatAreAlwaysNull_OrNeverVary_AreTold_OnceTheyAreNot()
    {
        var none = Of(Real, Blocks, (_, _) => null);
        Believed(none, Now(Real, 1000, 1, _ => null)).ShouldBeEmpty();
        Believed(none, Now(Real, 1000, 1, random => random.Next(2) == 0 ? 1.0 : null)).ShouldBe([FeatureFigure.NullShare]);
        var one = Of(Real, Blocks, (_, _) => 3.5);
        Believed(one, Now(Real, 1000, 1, _ => 3.5)).ShouldBeEmpty();
        var other = Compare(one, Now(Real, 1000, 1, random => random.Next(2) == 0 ? 3.5 : 4.5));
        other.Believed.Select(test => test.Figure).ShouldContain(FeatureFigure.Beyond);
        (double.IsInfinity(other.Distances!.Wasserstein), Math.Round(other.Moved, 1)).ShouldBe((true, 0.5));
    }

    [Fact]
    public void Instants_AreComparedByWhetherTheyAreThere()
    {
        var type = DataType.Scalar(ValueKind.Timestamp);
        var reference = Of(type, Blocks, (block, random) => Value.OfBits(ValueKind.Timestamp, (block * 86_400_000_000L) + random.Next(1000)));
        Believed(reference, Now(type, 1000, 1, random => Value.OfBits(ValueKind.Timestamp, 900_000_000_000_000L + random.Next(1000)))).ShouldBeEmpty();
        Believed(reference, Now(type, 1000, 1, random => random.Next(5) == 0 ? null : Value.OfBits(ValueKind.Timestamp, 1))).ShouldBe([FeatureFigure.NullShare]);
    }

    [Fact]
    public void WhatCannotBeJudged_SaysWhy()
    {
        var reference = Numbers(Blocks, Rows, Usual);
        State(reference, Now(Real, 3, 1, random => Usual(random))).ShouldBe(FeatureComparisonState.TooFewRows);
        State(reference, Now(Whole, 1000, 1, _ => 1L)).ShouldBe(FeatureComparisonState.OtherType);
        State(Numbers(Calibration.Least - 1, Rows, Usual), Now(Real, 1000, 1, random => Usual(random))).ShouldBe(FeatureComparisonState.TooLittlePast);
        // Blocks of a handful of rows are none.
        var thin = new FeatureComparison(Numbers(Blocks, 5, Usual)).With(Now(Real, 1000, 1, _ => 1e9));
        (thin.State, thin.Learnt, thin.Tests.Count).ShouldBe((FeatureComparisonState.TooLittlePast, 0, 0));
        thin.Distances!.JensenShannon.ShouldBeGreaterThan(0.9);
        var empty = new FeatureComparison(FeatureReference.Of("x", true, new ResultColumn(Real, 0), new([], 0))).With(Now(Real, 1000, 1, random => Usual(random)));
        (empty.State, empty.Distances).ShouldBe((FeatureComparisonState.TooLittlePast, null));
    }

    [Fact]
    public void Severity_PutsTheWorstFirst()
    {
        var reference = Numbers(Blocks, Rows, Usual);
        FeatureDrift Named(string name, ValueProfile now) => new FeatureComparison(reference).With(now) with { Name = name };
        var order = FeatureChecks.Believe([Named("same", Now(Real, 1000, 1, random => Usual(random))), Named("nulls", Now(Real, 1000, 3, random => random.Next(20) == 0 ? null : Usual(random))), Named("stuck", Now(Real, 1000, 1, _ => 7.0))]);
        order.Select(feature => feature.Name).ShouldBe(["stuck", "nulls", "same"]);
        order.Select(feature => feature.HasDrifted).ShouldBe([true, true, false]);
    }

    [Theory]
    [InlineData(ValueKind.Float64)]
    [InlineData(ValueKind.String)]
    [InlineData(ValueKind.Boolean)]
    public void Reference_OfValues_IsThatOfTheProfilesOfItsBlocks_AndIsReadAsItWasWritten(ValueKind kind)
    {
        var type = DataType.Scalar(kind);
        object? Next(Random random) => random.Next(9) == 0 ? null : kind switch { ValueKind.Float64 => Math.Round(Usual(random), 1), ValueKind.String => $"c{random.Next(12)}", _ => (object)(random.Next(3) == 0) };
        var values = Columns(type, Blocks, Rows, (_, random) => Next(random));
        var made = FeatureReference.Of("f", true, values.Column, new(values.BlockOf, Blocks));
        ValueProfile[] profiles = [.. Enumerable.Range(0, Blocks).Select(block => Profile(type, values.Column, [.. Enumerable.Range(0, values.BlockOf.Length).Where(row => values.BlockOf[row] == block)]))];
        var merged = FeatureReference.Of("f", true, profiles)!;
        for (var block = 0; block < Blocks; block++)
        {
            (made.Blocks[block].Rows, made.Blocks[block].Nulls).ShouldBe((merged.Blocks[block].Rows, merged.Blocks[block].Nulls));
            made.Blocks[block].Parts.ShouldBe(merged.Blocks[block].Parts);
            ((double)made.Blocks[block].Distinct).ShouldBe(merged.Blocks[block].Distinct, Math.Max(1, merged.Blocks[block].Distinct * 0.1));
        }

        var bytes = new List<byte>();
        made.Write(bytes);
        ReadOnlySpan<byte> rest = bytes.ToArray();
        var read = FeatureReference.Read(ref rest);
        rest.Length.ShouldBe(0);
        (read.Name, read.IsFeature, read.Whole.Rows, read.RowsOf(FeatureStatus.Present), read.RowsOf(FeatureStatus.NullValue)).ShouldBe(("f", true, Blocks * Rows, made.RowsOf(FeatureStatus.Present), made.Whole.Nulls));
        for (var block = 0; block < Blocks; block++) read.Blocks[block].Parts.ShouldBe(made.Blocks[block].Parts);
        var now = Profile(type, values.Column, [.. Enumerable.Range(0, 200)]);
        new FeatureComparison(read).With(now).Tests.Select(test => test.Probability).ShouldBe(new FeatureComparison(made).With(now).Tests.Select(test => test.Probability));
    }

    [Fact]
    public void Regroup_PutsBlocksTogether()
    {
        var reference = Numbers(4, Rows, Usual).Regroup([0, 0, 1, 1]);
        reference.Blocks.Select(block => block.Rows).ShouldBe([2 * Rows, 2 * Rows]);
        reference.Blocks.Sum(block => block.Parts.Sum()).ShouldBe(4 * Rows);
    }

    private static double Usual(Random random) => Math.Exp(random.NextDouble() * 3);

    private static FeatureReference Numbers(int blocks, int rows, Func<Random, double> next)
    {
        var values = Columns(Real, blocks, rows, (_, random) => next(random));
        return FeatureReference.Of("f", true, values.Column, new(values.BlockOf, blocks));
    }

    private static FeatureReference Of(DataType type, int blocks, Func<int, Random, object?> next)
    {
        var values = Columns(type, blocks, Rows, next);
        return FeatureReference.Of("f", true, values.Column, new(values.BlockOf, blocks));
    }

    private static (ResultColumn Column, int[] BlockOf) Columns(DataType type, int blocks, int rows, Func<int, Random, object?> next)
    {
        var (column, blockOf) = (new ResultColumn(type, blocks * rows), new int[blocks * rows]);
        var writer = column.OpenWriter();
        for (var block = 0; block < blocks; block++)
        {
            var random = new Random(block);
            for (var row = block * rows; row < (block + 1) * rows; row++)
            {
                blockOf[row] = block;
                writer.Set(row, Of(next(block, random)), FeatureStatus.NullValue);
            }
        }

        return (column, blockOf);
    }

    private static ValueProfile Now(DataType type, int rows, int seed, Func<Random, object?> next)
    {
        var (column, random) = (new ResultColumn(type, rows), new Random(seed));
        var writer = column.OpenWriter();
        for (var row = 0; row < rows; row++) writer.Set(row, Of(next(random)), FeatureStatus.NullValue);
        return Profile(type, column, [.. Enumerable.Range(0, rows)]);
    }

    private static ValueProfile Profile(DataType type, ResultColumn column, int[] rows)
    {
        var profile = new ValueProfile(type);
        profile.Add(column, rows);
        return profile;
    }

    private static Value Of(object? value) => value switch
    {
        double real => Value.Of(real),
        long whole => Value.Of(whole),
        bool truth => Value.Of(truth),
        string text => Value.Of(text),
        Value known => known,
        _ => Value.Null,
    };

    private static FeatureDrift Compare(FeatureReference reference, ValueProfile now) => FeatureChecks.Believe([new FeatureComparison(reference).With(now)])[0];

    private static IEnumerable<FeatureFigure> Believed(FeatureReference reference, ValueProfile now) => Compare(reference, now).Believed.Select(test => test.Figure);

    private static FeatureComparisonState State(FeatureReference reference, ValueProfile now) => Compare(reference, now).State;

    private sealed class ShareComparer : IEqualityComparer<(string Name, double Before, double Now)>
    {
        public bool Equals((string Name, double Before, double Now) one, (string Name, double Before, double Now) other) => one.Name == other.Name && Math.Abs(one.Before - other.Before) < 0.03 && Math.Abs(one.Now - other.Now) < 0.05;

        public int GetHashCode((string Name, double Before, double Now) one) => one.Name.GetHashCode(StringComparison.Ordinal);
    }
}
