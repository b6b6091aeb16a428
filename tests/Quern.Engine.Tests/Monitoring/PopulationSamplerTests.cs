using Quern.Drift;
using Quern.Engine.Monitoring;
using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Profiles;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Monitoring;

/// <summary>What is learnt of a training set's sub-populations, against putting its rows into blocks one by one.</summary>
public sealed class PopulationSamplerTests
{
    private const long Day = 86_400L * Instant.PerSecond;
    private const int Rows = 20_000;
    private const int Days = 20;

    private static readonly PopulationFields Fields = new([new("country", ValueKind.String)], [new("basket", ValueKind.Float64), new("spent", ValueKind.Int64)], new HashSet<string> { "spent" });

    [Fact]
    public void AllRows_AreLearntAsOneByOne()
    {
        var learnt = Learn(Rows, isInPart: false).ShouldHaveSingleItem();
        (learnt.By, learnt.Values, learnt.Learnt, learnt.Features.Count).ShouldBe(("country", 3, 3, 2));
        Tests(learnt).ShouldBe(Tests(Plain(row => true)));
    }

    [Fact]
    public void Sample_IsOfTheHashOfPlaces()
    {
        var limit = (ulong)(ulong.MaxValue * 0.25);
        Tests(Learn(Rows / 4, isInPart: false)[0]).ShouldBe(Tests(Plain(row => StableHash.Of(row) < limit)));
    }

    [Fact]
    public void RowsThatTheLogDoesNotHave_AreLeftOut() => Tests(Learn(Rows, isInPart: true)[0]).ShouldBe(Tests(Plain(row => Spent(row) is not null)));

    [Fact]
    public void SetWithoutRows_TeachesNothing()
    {
        var none = new PopulationSampler(Fields, new(Day)).Run(new Drawn(0), "at", isInPart: false, null, CancellationToken.None).ShouldHaveSingleItem();
        (none.Values, none.Learnt, none.IsGivenUp).ShouldBe((0, 0, false));
    }

    private static IReadOnlyList<PopulationReference> Learn(long most, bool isInPart)
    {
        var steps = 0;
        var learnt = new PopulationSampler(Fields, new(Day)) { MostRows = most }.Run(new Drawn(Rows), "at", isInPart, (_, done, all) => steps += done < all ? 1 : 0, CancellationToken.None);
        steps.ShouldBe(1);
        return learnt;
    }

    private static PopulationReference Plain(Func<long, bool> isTaken)
    {
        var blocks = new PopulationBlocks(["country"], ["basket", "spent"]);
        for (var row = 0L; row < Rows; row++)
            if (isTaken(row)) blocks.Add([new Drawn(Rows).Column("country", row, 1)], [new Drawn(Rows).Column("basket", row, 1), new Drawn(Rows).Column("spent", row, 1)], [0], [(int)(Time(row) / Day)]);
        return blocks.Learn(1 << 15)[0];
    }

    // The order of rows changes the last bits.
    private static IEnumerable<string> Tests(PopulationReference reference)
    {
        var profile = new RowProfile([("country", DataType.Scalar(ValueKind.String)), ("basket", DataType.Scalar(ValueKind.Float64)), ("spent", DataType.Scalar(ValueKind.Int64))], [0], default);
        var drawn = new Drawn(1000);
        profile.Add(new long[1000], [drawn.Column("country", 0, 1000), drawn.Column("basket", 0, 1000), drawn.Column("spent", 0, 1000)], [.. Enumerable.Range(0, 1000)]);
        var tests = reference.With(profile, _ => true)!.Tests;
        tests.ShouldNotBeEmpty();
        return tests.Select(test => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{test.Feature} {test.Name} {test.Rows} {test.Test.Figure} {test.Test.Expected:0.000000} {test.Test.Found:0.000000} {test.Test.Probability:0.000000}"));
    }

    private static long Time(long row) => row * Days * Day / Rows;

    private static long? Spent(long row) => row % 7 == 0 ? null : (long)(StableHash.Of(row) % 100);

    /// <summary>Rows whose values follow from their places.</summary>
    private sealed class Drawn(int rows) : ISpine
    {
        public string Name => "train.parquet";

        public string SnapshotId => "";

        public IReadOnlyList<SpineColumn> Columns => [];

        public long Count(CancellationToken cancellation) => rows;

        public IReadOnlyList<Column> Load(IReadOnlyList<RequestField> columns, long first, int count, CancellationToken cancellation) => [.. columns.Select(column => Column(column.Name, first, count))];

        public Column Column(string name, long first, int count)
        {
            Column column = name switch { "country" => new TextColumn(new StringPool()), "basket" => new Float64Column(ValueKind.Float64), "at" => new Int64Column(ValueKind.Timestamp), _ => new Int64Column(ValueKind.Int64) };
            for (var row = first; row < first + count; row++)
                if (column is TextColumn text) text.Append(text.Pool.Intern(row % 10 == 0 ? "IS" : row % 3 == 0 ? "SE" : "NO"));
                else if (column is Float64Column real) real.Append(StableHash.Of(row + 5) % 1000 / 10.0);
                else if (name == "at") ((Int64Column)column).Append(Time(row));
                else if (Spent(row) is { } spent) ((Int64Column)column).Append(spent);
                else column.AppendNull();
            return column;
        }
    }
}
