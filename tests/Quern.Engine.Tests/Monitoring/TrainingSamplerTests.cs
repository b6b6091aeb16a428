using Quern.Engine.Monitoring;
using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Tests.Monitoring;

/// <summary>What is profiled of a spine's columns.</summary>
public sealed class TrainingSamplerTests
{
    [Fact]
    public void Columns_ThatNothingElseNeeds_AreReadInOnePass_InTheOrderOfTheSpine()
    {
        var spine = new TwoParts([]);
        var profile = Profile(spine);
        spine.Passes.ShouldBe(2);
        profile.Columns.Select(column => (column.Name, column.Whole.Type.Kind, column.Whole.Rows, column.Whole.Measure.Max)).ShouldBe(
            [("a", ValueKind.Int64, 6L, 5.0), ("key", ValueKind.Int64, 6L, 7.0), ("b", ValueKind.Int64, 6L, 5.0), ("c", ValueKind.Int64, 6L, 5.0)]);
        profile.Skipped.ShouldBe([("list", "values of type INTEGER[] are not profiled")]);
    }

    [Fact]
    public void Column_ThatCannotBeRead_IsSkipped_AndNoOther()
    {
        var profile = Profile(new TwoParts(["b"]));
        profile.Columns.Select(column => (column.Name, column.Whole.Rows)).ShouldBe([("a", 6L), ("key", 6L), ("c", 6L)]);
        profile.Skipped.ShouldBe([("list", "values of type INTEGER[] are not profiled"), ("b", "b is bad")]);
    }

    private static TrainingProfile Profile(TwoParts spine)
    {
        var sampler = new TrainingSampler(6, spine.Columns.Count);
        var key = new Int64Column(ValueKind.Int64);
        for (var row = 0; row < 3; row++) key.Append(7);
        foreach (var first in new[] { 0, 3 }) sampler.Add(spine, first, [0, 1, 2], [], [("KEY", key)], [], CancellationToken.None);
        return sampler.Finish(1);
    }

    /// <summary>Six rows, each with its place as every value.</summary>
    private sealed class TwoParts(IReadOnlyList<string> bad) : ISpine
    {
        public int Passes { get; private set; }

        public string Name => "spine";

        public string SnapshotId => "";

        public IReadOnlyList<SpineColumn> Columns { get; } = [Whole("a"), Whole("key"), new("list", "INTEGER[]", false, null), Whole("b"), Whole("c")];

        public long Count(CancellationToken cancellation) => 6;

        public IReadOnlyList<Column> Load(IReadOnlyList<RequestField> columns, long first, int count, CancellationToken cancellation)
        {
            Passes++;
            // In the second part alone.
            if (first > 0 && columns.FirstOrDefault(column => bad.Contains(column.Name)) is { } wrong) throw new QuernException(new Finding("QRN3001", $"{wrong.Name} is bad"));
            return [.. columns.Select(_ => Places(first, count))];
        }

        private static SpineColumn Whole(string name) => new(name, "BIGINT", false, ValueKind.Int64);

        private static Column Places(long first, int count)
        {
            var places = new Int64Column(ValueKind.Int64);
            for (var row = 0; row < count; row++) places.Append(first + row);
            return places;
        }
    }
}
