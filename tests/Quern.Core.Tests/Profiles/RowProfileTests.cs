using Quern.Profiles;
using Quern.Time;
using Quern.Values;

namespace Quern.Tests.Profiles;

public sealed class RowProfileTests
{
    private static readonly (string, DataType)[] Fields = [("place", DataType.Scalar(ValueKind.String)), ("degrees", DataType.Scalar(ValueKind.Float64)), ("open", DataType.Scalar(ValueKind.Boolean))];

    [Fact]
    public void Add_CountsHoursRepetitionAndCategories()
    {
        var profile = Of([(0, "a", 1), (3600, "a", 2), (3600, "b", null), (3600, "a", 2), (90_000, "b", 5)]);
        profile.Rows.ShouldBe(5);
        (profile.Hours[0], profile.Hours[1], profile.Hours.Sum()).ShouldBe((1, 4, 5));
        profile.Repeated.ShouldBe(0.2, 1e-12);
        var place = profile.Slices[0];
        place.By.ShouldBe(0);
        place.Measured.ShouldBe([1, 2]);
        var cells = place.Cells.ToDictionary(cell => cell.Name);
        (cells["a"].Rows, cells["a"].Nulls(0), cells["a"].Measure(0).Count).ShouldBe((3, 0, 3));
        (cells["b"].Rows, cells["b"].Nulls(0)).ShouldBe((2, 1));
        cells["b"].Measure(0).Mean.ShouldBe(Math.Asinh(5), 1e-12);
    }

    [Fact]
    public void Merge_OfParts_IsTheProfileOfAll_AlsoAfterBytes()
    {
        var random = new Random(3);
        (long, string, double?)[] rows = [.. Enumerable.Range(0, 5000).Select(_ => ((long)random.Next(86_400), $"place {random.Next(20)}", random.Next(9) == 0 ? (double?)null : random.NextDouble()))];
        var merged = Read(Of(rows[..1234]));
        merged.Merge(Read(Of(rows[1234..])));
        var all = Of(rows);
        merged.Rows.ShouldBe(all.Rows);
        merged.Hours.ShouldBe(all.Hours);
        merged.Repeated.ShouldBe(all.Repeated);
        merged.Names.ShouldBe(all.Names);
        merged.Fields[1].Distribution.ShouldBe(all.Fields[1].Distribution);
        foreach (var cell in all.Slices[0].Cells)
        {
            var other = merged.Slices[0].Cells.Single(other => other.Name == cell.Name);
            (other.Rows, other.Nulls(0)).ShouldBe((cell.Rows, cell.Nulls(0)));
            other.Measure(0).Mean.ShouldBe(cell.Measure(0).Mean, 1e-12);
            other.Measure(0).Deviation.ShouldBe(cell.Measure(0).Deviation, 1e-12);
        }
    }

    [Fact]
    public void MergeAll_OfPartsAtOnce_IsAsMergedOneAfterTheOther()
    {
        var random = new Random(5);
        RowProfile[] days = [.. Enumerable.Range(0, 9).Select(_ => Of([.. Enumerable.Range(0, 700).Select(_ => ((long)random.Next(86_400), $"place {random.Next(20)}", random.Next(9) == 0 ? (double?)null : random.NextDouble()))]))];
        var expected = Of([]);
        foreach (var day in days) expected.Merge(day);
        Bytes(RowProfile.MergeAll(days)!).ShouldBe(Bytes(expected));
        Bytes(RowProfile.MergeAll(days, static (count, work) => Parallel.For(0, count, work))!).ShouldBe(Bytes(expected));
        RowProfile.MergeAll([]).ShouldBeNull();
    }

    [Fact]
    public void Add_OfFarTooManyCategories_GivesTheFieldUpAndStaysSmall()
    {
        var profile = Of([.. Enumerable.Range(0, 100_000).Select(row => ((long)row, $"id {row}", (double?)row))]);
        profile.Slices[0].IsGivenUp.ShouldBeTrue();
        profile.Slices[0].Cells.ShouldBeEmpty();
        ((double)profile.Fields[0].Distinct).ShouldBe(100_000, 20_000);
        Bytes(profile).Length.ShouldBeLessThan(65_536);
    }

    private static RowProfile Read(RowProfile profile)
    {
        ReadOnlySpan<byte> all = Bytes(profile);
        return RowProfile.Read(ref all);
    }

    private static byte[] Bytes(RowProfile profile)
    {
        var bytes = new List<byte>();
        profile.Write(bytes);
        return [.. bytes];
    }

    private static RowProfile Of(IReadOnlyList<(long Second, string Place, double? Degrees)> rows)
    {
        var (places, degrees, open) = (new TextColumn(new StringPool()), new Float64Column(ValueKind.Float64), new Int64Column(ValueKind.Boolean));
        foreach (var row in rows)
        {
            places.Append(places.Pool.Intern(row.Place));
            open.Append(1);
            if (row.Degrees is { } known) degrees.Append(known);
            else degrees.AppendNull();
        }

        var profile = new RowProfile(Fields, [0], default);
        profile.Add(rows.Select(row => row.Second * Instant.PerSecond).ToArray(), [(Column)places, degrees, open], [.. Enumerable.Range(0, rows.Count)]);
        return profile;
    }
}
