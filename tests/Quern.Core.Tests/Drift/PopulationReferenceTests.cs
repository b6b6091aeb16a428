using Quern.Drift;
using Quern.Profiles;
using Quern.Time;
using Quern.Values;

namespace Quern.Tests.Drift;

/// <summary>What is said of a feature in sub-populations whose reference is thirty blocks of a thousand rows.</summary>
public sealed class PopulationReferenceTests
{
    private const int Blocks = 30;
    private const int Rows = 1000;
    private static readonly string[] Usual = [.. Enumerable.Repeat("NO", 50), .. Enumerable.Repeat("SE", 30), .. Enumerable.Repeat("DK", 18), "IS", "IS"];

    [Fact]
    public void FaultOfASmallPart_IsNamed_AlthoughTheWholeLooksWell()
    {
        var reference = Learn(Drawn(Blocks, Rows, 1, Ordinary));
        (reference.By, reference.IsGivenUp, reference.Values, reference.Learnt).ShouldBe(("country", false, 4, 4));
        for (var seed = 100; seed < 130; seed++) Told(reference, Drawn(1, 2000, seed, Ordinary)).ShouldBeEmpty($"seed {seed}");
        Told(reference, Drawn(1, 2000, 1, (country, random) => Ordinary(country, random) * (country == "IS" ? 60 : 1))).ShouldBe(["where country is IS: Typical", "where country is IS: Furthest"], ignoreOrder: true);
        Told(reference, Drawn(1, 2000, 2, (country, random) => country == "IS" && random.Next(2) == 0 ? null : Ordinary(country, random))).ShouldBe(["where country is IS: NullShare"]);
        Told(reference, Drawn(1, 4000, 3, (country, random) => country == "IS" ? 10 : Ordinary(country, random))).ShouldBe(["where country is IS: Spread"]);
        // What all of them do is told of the whole.
        string[] alike = [.. Usual.Where(country => country != "NO")];
        Told(Learn(Drawn(Blocks, Rows, 1, Ordinary, alike)), Drawn(1, 2000, 4, (country, random) => Ordinary(country, random) * 60, alike)).ShouldBeEmpty();
        Told(reference, Drawn(1, 2000, 5, (_, _) => null)).ShouldBeEmpty();
        // And nothing of the one that did not do it.
        Told(reference, Drawn(1, 2000, 6, (country, random) => country == "IS" ? Ordinary(country, random) : null)).ShouldBeEmpty();
    }

    [Fact]
    public void PopulationOfFewRows_OrThatIsWildByItself_NeedsMore()
    {
        var reference = Learn(Drawn(Blocks, Rows, 1, Ordinary));
        // About twenty rows.
        Told(reference, Drawn(1, 1000, 1, (country, random) => Ordinary(country, random) * (country == "IS" ? 60 : 1))).ShouldBeEmpty();
        var wild = Learn(Drawn(Blocks, Rows, 1, (country, random, block) => Ordinary(country, random) * (country == "IS" ? Math.Exp(3 * new Random(block).NextDouble()) : 1)));
        Told(wild, Drawn(1, 2000, 2, (country, random) => Ordinary(country, random) * (country == "IS" ? 20 : 1))).ShouldBeEmpty();
        Told(reference, Drawn(1, 2000, 2, (country, random) => Ordinary(country, random) * (country == "IS" ? 20 : 1))).ShouldNotBeEmpty();
    }

    [Fact]
    public void NoCountry_IsAPopulation_AndNotTheTextNull()
    {
        string?[] countries = ["NO", "NO", "null", null];
        var reference = Learn(Drawn(Blocks, Rows, 1, Ordinary, countries));
        (reference.Values, reference.Learnt).ShouldBe((3, 3));
        Comparison(reference, Drawn(1, 2000, 2, (country, random) => country is null ? null : Ordinary(country, random), countries)).Tests
            .Where(test => test.Test is { Figure: FeatureFigure.NullShare, Found: 1 }).ShouldHaveSingleItem().Test.Probability.ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void CountryThatTheReferenceNeverHad_IsTold_AndNotJudged()
    {
        var reference = Learn(Drawn(Blocks, Rows, 1, Ordinary));
        var found = Comparison(reference, Drawn(1, 2000, 2, Ordinary, ["NO", "SE", "FI"]));
        found.Unknown.ShouldHaveSingleItem().Name.ShouldBe("FI");
        found.Tests.ShouldNotContain(test => test.Name == "FI");
        Comparison(reference, Drawn(1, 2000, 2, Ordinary)).Unknown.ShouldBeEmpty();
    }

    [Fact]
    public void FieldThatDividesNothing_SaysNothing()
    {
        Comparison(Learn(Drawn(Blocks, Rows, 1, Ordinary, ["NO"])), Drawn(1, 2000, 2, Ordinary, ["NO"])).Tests.ShouldBeEmpty();
        var next = 0;
        var ids = Learn(Drawn(3, 5000, 1, Ordinary, name: _ => $"id-{next++}"));
        (ids.IsGivenUp, ids.Values, ids.Learnt).ShouldBe((true, 0, 0));
        // A thousand in each block, and others in the next.
        foreach (var (most, isGivenUp) in new[] { (20_000, false), (19_999, true) })
        {
            var blocks = new PopulationBlocks(["country"], ["amount"]) { MostGathered = most };
            Add(blocks, Drawn(20, 1000, 1, Ordinary, name: _ => $"id-{next++}"));
            var learnt = blocks.Learn(1 << 15).ShouldHaveSingleItem();
            (learnt.IsGivenUp, learnt.Learnt).ShouldBe((isGivenUp, 0));
        }

        ids.With(Profile(Drawn(1, 2000, 2, Ordinary)), _ => true).ShouldBeNull();
        Learn(Drawn(Calibration.Least - 1, Rows, 1, Ordinary)).Learnt.ShouldBe(0);
        var reference = Learn(Drawn(Blocks, Rows, 1, Ordinary));
        reference.With(Profile(Drawn(1, 5000, 2, Ordinary, name: _ => $"id-{next++}")), _ => true).ShouldBeNull();
        Comparison(reference, Drawn(1, 2000, 2, Ordinary), isCompared: false).Tests.ShouldBeEmpty();
    }

    [Fact]
    public void MostFigures_AreOfTheGreatestPopulations()
    {
        var rows = Drawn(Blocks, Rows, 1, Ordinary);
        Gather(rows).Learn(2).ShouldHaveSingleItem().Learnt.ShouldBe(2);
        Comparison(Gather(rows).Learn(2)[0], Drawn(1, 2000, 2, Ordinary)).Tests.Select(test => test.Name).Distinct().Order().ShouldBe(["NO", "SE"]);
    }

    [Fact]
    public void Tests_AreThoseOfThePlainDefinition()
    {
        var (past, now) = (Drawn(Blocks, Rows, 7, Unrestful), Drawn(1, 5000, 8, Unrestful));
        var made = Comparison(Learn(past), now).Tests.ToDictionary(test => (test.Name, test.Test.Figure), test => test.Test);
        made.Count.ShouldBe(16);
        foreach (var figure in new[] { FeatureFigure.NullShare, FeatureFigure.Typical, FeatureFigure.Spread, FeatureFigure.Furthest })
            foreach (var (name, expected, found, probability) in PlainPopulations.Test(past, now, figure))
            {
                var test = made[(name, figure)];
                test.Expected.ShouldBe(expected, 1e-9, $"{figure} of {name}");
                test.Found.ShouldBe(found, 1e-9, $"{figure} of {name}");
                test.Probability.ShouldBe(probability, 1e-9, $"{figure} of {name}");
            }
    }

    [Fact]
    public void Reference_IsReadAsItWasWritten_AndDamageIsSeen()
    {
        var reference = Learn(Drawn(Blocks, Rows, 1, Ordinary));
        var bytes = new List<byte>();
        reference.Write(bytes);
        ReadOnlySpan<byte> rest = bytes.ToArray();
        var read = PopulationReference.Read(ref rest);
        rest.Length.ShouldBe(0);
        var now = Drawn(1, 2000, 2, (country, random) => Ordinary(country, random) * (country == "IS" ? 60 : 1), ["NO", "SE", "IS", "FI"]);
        Comparison(read, now).Tests.ShouldBe(Comparison(reference, now).Tests);
        Comparison(read, now).Unknown.ShouldBe(Comparison(reference, now).Unknown);
        foreach (var length in new[] { 0, 1, bytes.Count / 2, bytes.Count - 1 })
            Should.Throw<Exception>(() =>
            {
                ReadOnlySpan<byte> cut = bytes.ToArray().AsSpan(0, length);
                PopulationReference.Read(ref cut);
            }).ShouldBeAssignableTo<SystemException>($"{length} bytes");
    }

    [Fact]
    public void BlocksThatComeInPieces_AreLearntAsOne()
    {
        var rows = Drawn(Blocks, Rows, 1, Ordinary);
        var (whole, pieces) = (Learn(rows), new PopulationBlocks(["country"], ["amount"]));
        foreach (var piece in rows.OrderBy(row => StableHash.Of(row.Number)).Chunk(777)) Add(pieces, piece);
        var now = Drawn(1, 2000, 3, Ordinary);
        foreach (var (one, other) in Comparison(whole, now).Tests.Zip(Comparison(pieces.Learn(1 << 15)[0], now).Tests)) other.Test.Step.ShouldBe(one.Test.Step, 1e-6);
    }

    [Fact]
    public void PartThatDriftsWithTheWhole_OrWithOneOfAnotherField_IsFolded()
    {
        var whole = new FeatureDrift("amount", true, FeatureComparisonState.Compared, null, null) { Tests = [Test(FeatureFigure.NullShare, 0.1, 0.4, 1e-20)] };
        var calm = whole with { Tests = [Test(FeatureFigure.NullShare, 0.1, 0.1, 0.9)] };
        PopulationTest[] parts = [Part("country", "IS", Test(FeatureFigure.NullShare, 0.1, 0.9, 1e-30)), Part("plan", "free", Test(FeatureFigure.NullShare, 0.1, 0.5, 1e-12)), Part("country", "DK", Test(FeatureFigure.NullShare, 0.1, 0.5, 1e-14)), Part("plan", "paid", Test(FeatureFigure.Typical, 1, 3, 1e-13))];
        string[] Of(FeatureDrift feature) => [.. FeatureChecks.Believe([feature], parts)[0].Populations.Select(one => $"{one.Name} {one.IsFolded}")];
        Of(calm).ShouldBe(["IS False", "DK False", "paid False", "free True"]);
        Of(whole).ShouldBe(["paid False", "IS True", "DK True", "free True"]);
        FeatureChecks.Believe([calm], parts)[0].ShouldSatisfyAllConditions(one => one.HasDrifted.ShouldBeTrue(), one => one.Believed.ShouldBeEmpty(), one => one.Severity.ShouldBe(0.5));
    }

    [Fact]
    public void OneFeatureThatIsFarOff_MakesOthersNoMoreCredible()
    {
        FeatureDrift[] features = [.. Enumerable.Range(0, 20).Select(at => new FeatureDrift($"f{at}", true, FeatureComparisonState.Compared, null, null) { Tests = [Test(FeatureFigure.Level, 0.5, 0.6, 0.5)] })];
        // A thousand sure tests of one, and one of another that is rare among a hundred.
        PopulationTest[] parts = [.. Enumerable.Range(0, 1000).Select(at => Part("by", $"p{at}", Test(FeatureFigure.NullShare, 0, 1, 1e-30)) with { Feature = "f0" }), .. Enumerable.Range(0, 100).Select(at => Part("by", $"p{at}", Test(FeatureFigure.NullShare, 0, 1, at == 0 ? 1e-4 : 0.5)) with { Feature = "f1" })];
        FeatureChecks.Believe(features, parts).Where(feature => feature.HasDrifted).Select(feature => (feature.Name, feature.Populations.Count)).ShouldBe([("f0", 1000)]);
        FalseDiscoveries.AsOne([0.5, 0.01, 0.03]).ShouldBe(0.03, 1e-12);
    }

    private static FeatureTest Test(FeatureFigure figure, double expected, double found, double probability) => new(figure, expected, found, found - expected, probability);

    private static PopulationTest Part(string by, string name, FeatureTest test) => new("amount", by, name, 100, test);

    private static double? Ordinary(string? country, Random random) => (country == "NO" ? 100 : 10) * Math.Exp(random.NextDouble());

    private static double? Unrestful(string? country, Random random, int block) =>
        random.Next(country == "DK" ? 5 : 50) == 0 ? null : (random.NextDouble() - 0.3) * Math.Exp(new Random((block * 31) + country!.Length + country[0]).NextDouble() * 2) * 1000;

    private static string[] Told(PopulationReference reference, IReadOnlyList<PopulationRow> now)
    {
        var feature = new FeatureDrift("amount", true, FeatureComparisonState.Compared, null, null);
        return [.. FeatureChecks.Believe([feature], Comparison(reference, now).Tests)[0].Populations.SelectMany(one => one.Believed.Select(test => $"where {one.By} is {one.Name}: {test.Figure}"))];
    }

    private static PopulationComparison Comparison(PopulationReference reference, IReadOnlyList<PopulationRow> now, bool isCompared = true) => reference.With(Profile(now), _ => isCompared).ShouldNotBeNull();

    private static PopulationReference Learn(IReadOnlyList<PopulationRow> rows) => Gather(rows).Learn(1 << 15).ShouldHaveSingleItem();

    private static PopulationBlocks Gather(IReadOnlyList<PopulationRow> rows)
    {
        var blocks = new PopulationBlocks(["country"], ["amount"]);
        Add(blocks, rows);
        return blocks;
    }

    private static void Add(PopulationBlocks blocks, IReadOnlyList<PopulationRow> rows)
    {
        var (countries, amounts) = Columns(rows);
        blocks.Add([countries], [amounts], [.. Enumerable.Range(0, rows.Count)], [.. rows.Select(row => row.Block)]);
    }

    private static RowProfile Profile(IReadOnlyList<PopulationRow> rows)
    {
        var (countries, amounts) = Columns(rows);
        var profile = new RowProfile([("country", DataType.Scalar(ValueKind.String)), ("amount", DataType.Scalar(ValueKind.Float64))], [0], new Instant(0));
        profile.Add(new long[rows.Count], [countries, amounts], [.. Enumerable.Range(0, rows.Count)]);
        return profile;
    }

    private static (Column Countries, Column Amounts) Columns(IReadOnlyList<PopulationRow> rows)
    {
        var (countries, amounts) = (new TextColumn(new StringPool()), new Float64Column(ValueKind.Float64));
        foreach (var (_, _, country, amount) in rows)
        {
            if (country is null) countries.AppendNull();
            else countries.Append(countries.Pool.Intern(country));
            if (amount is { } known) amounts.Append(known);
            else amounts.AppendNull();
        }

        return (countries, amounts);
    }

    private static List<PopulationRow> Drawn(int blocks, int rows, int seed, Func<string?, Random, double?> amount, IReadOnlyList<string?>? countries = null, Func<Random, string?>? name = null) =>
        Drawn(blocks, rows, seed, (country, random, _) => amount(country, random), countries, name);

    private static List<PopulationRow> Drawn(int blocks, int rows, int seed, Func<string?, Random, int, double?> amount, IReadOnlyList<string?>? countries = null, Func<Random, string?>? name = null)
    {
        var (random, drawn) = (new Random(seed), new List<PopulationRow>());
        for (var block = 0; block < blocks; block++)
            for (var row = 0; row < rows; row++)
            {
                var country = name is null ? (countries ?? Usual)[random.Next((countries ?? Usual).Count)] : name(random);
                drawn.Add(new(drawn.Count, block, country, amount(country, random, block)));
            }

        return drawn;
    }
}
