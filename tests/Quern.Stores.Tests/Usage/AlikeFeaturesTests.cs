using System.Globalization;
using System.Text.Json;
using Quern.Engine.TrainingSets;
using Quern.Engine.Usage;
using Quern.Stores.Sources;
using Quern.Stores.TrainingSets;
using Quern.Stores.Usage;

namespace Quern.Stores.Tests.Usage;

public sealed class AlikeFeaturesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-alike-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("parquet")]
    [InlineData("csv")]
    public void Features_ThatAreTheSame_OrMultiples_AreFound_AndNoOthers(string format)
    {
        var report = Find(500, format, int.MaxValue,
            ("a", "i * 7 % 101"), ("b", "i * 7 % 101"), ("c", "CASE WHEN i = 499 THEN 3 ELSE i * 7 % 101 END"), ("double_a", "2.0 * (i * 7 % 101) + 3"), ("minus_a", "-(i * 7 % 101)::DOUBLE"),
            ("square", "(i * 7 % 101) * (i * 7 % 101)"), ("holes", "CASE WHEN i % 5 > 0 THEN i * 7 % 101 END"), ("holes_again", "CASE WHEN i % 5 > 0 THEN (i * 7 % 101) / 4.0 END"), ("other_holes", "CASE WHEN i % 5 < 4 THEN i * 7 % 101 END"),
            ("one", "1"), ("none", "NULL::DOUBLE"), ("text", "'t' || (i % 9)"), ("text_again", "'t' || (i % 9)"), ("flag", "i % 3 = 0"), ("not_flag", "i % 3 > 0"), ("huge", "1e300 * (i % 11)"), ("tiny", "1e-300 * (i % 11)"));
        (report.Rows, report.Sampled, report.Columns, report.MostThatDiffer).ShouldBe((500, 500, 17, 0));
        report.Constant.ShouldBe(["none", "one"]);
        Told(report).ShouldBe(["a = b", "text = text_again", "a -> double_a x 2 + 3", "a -> minus_a x -1 + 0", "flag -> not_flag x -1 + 1", "holes -> holes_again x 0.25 + 0", "huge -> tiny x 0 + 0"], ignoreOrder: true);
    }

    [Fact]
    public void Twins_OfRandomColumns_AreThoseOfTheSlowComparison()
    {
        var random = new Random(23);
        var columns = Enumerable.Range(0, 60).Select(number => (Name: $"f{number:00}", Sql: random.Next(4) switch
        {
            0 => $"(hash(i, {random.Next(6)}) % 1000)::BIGINT",
            1 => $"3.5 * (hash(i, {random.Next(6)}) % 1000)::BIGINT - 1",
            2 => $"CASE WHEN i % {random.Next(2, 4)} = 0 THEN (hash(i, {random.Next(6)}) % 1000)::BIGINT END",
            _ => $"'x' || hash(i, {random.Next(6)}) % 3",
        })).ToArray();
        var report = Find(300, "parquet", int.MaxValue, columns);
        // Whoever is connected, by equality and by multiples, is one group.
        Groups(columns.Select(column => column.Name), report.Alike.SelectMany(alike => alike.Features.Skip(1).Select(other => (alike.Features[0], other)))).ShouldBe(Groups(columns.Select(column => column.Name), Slowly(columns)));
    }

    [Fact]
    public void ASample_TellsHowSureItIs()
    {
        var report = Find(3_000, "parquet", 300, ("a", "i % 100"), ("b", "i % 100"), ("c", "i % 101"));
        report.Sampled.ShouldBeInRange(150, 600);
        report.MostThatDiffer.ShouldBe(3.0 / report.Sampled);
        Told(report).ShouldBe(["a = b"]);
    }

    [Fact]
    public void ThousandsOfFeatures_AreNotComparedInPairs()
    {
        // 600 columns have 180,000 pairs.
        var report = Find(40, "parquet", int.MaxValue, [.. Enumerable.Range(0, 300).SelectMany(number => new[] { ($"a{number:0000}", $"(hash(i, {number}) % 100000)::BIGINT"), ($"b{number:0000}", $"(hash(i, {number}) % 100000)::BIGINT") })]);
        report.Columns.ShouldBe(600);
        report.Alike.Select(alike => string.Join(' ', alike.Features)).ShouldBe(Enumerable.Range(0, 300).Select(number => $"a{number:0000} b{number:0000}"));
    }

    [Fact]
    public void ATrainingSet_WithoutItsManifest_OrThatIsNone_IsTold()
    {
        Code(() => AlikeFeatures.Find(Path.Combine(_folder, "none.parquet"), new(), CancellationToken.None)).ShouldBe("QRN6021");
        Find(3, "parquet", 100, ("a", "i"));
        File.WriteAllText(Path.Combine(_folder, "train.parquet"), "nonsense");
        Code(() => AlikeFeatures.Find(Path.Combine(_folder, "train.parquet"), new(), CancellationToken.None)).ShouldStartWith("QRN30");
    }

    [Fact]
    public void ATrainingSet_WithoutRows_SaysNothing() => Find(0, "parquet", 100, ("a", "i"), ("b", "i")).Alike.ShouldBeEmpty();

    private static string Code(Action find) => Should.Throw<QuernException>(find).Findings[0].Code;

    private static IEnumerable<string> Told(AlikeReport report) => report.Alike.Select(alike => alike.Slope is { } slope
        ? string.Create(CultureInfo.InvariantCulture, $"{alike.Features[0]} -> {alike.Features[1]} x {Round(slope)} + {Round(alike.Offset!.Value)}")
        : string.Join(" = ", alike.Features));

    private static double Round(double value) => Math.Round(value, 9) + 0.0;

    private static string[] Groups(IEnumerable<string> names, IEnumerable<(string One, string Other)> pairs)
    {
        var group = names.ToDictionary(name => name, name => name);
        foreach (var (one, other) in pairs)
        {
            var (kept, gone) = string.CompareOrdinal(group[one], group[other]) < 0 ? (group[one], group[other]) : (group[other], group[one]);
            foreach (var name in group.Where(pair => pair.Value == gone).Select(pair => pair.Key).ToArray()) group[name] = kept;
        }

        return [.. group.GroupBy(pair => pair.Value).Where(same => same.Count() > 1).Select(same => string.Join(' ', same.Select(pair => pair.Key).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal)];
    }

    // Every pair, value by value.
    private List<(string One, string Other)> Slowly((string Name, string Sql)[] columns)
    {
        using var session = new DuckSession(new(), _folder);
        using var connection = session.Connect();
        var values = columns.ToDictionary(column => column.Name, column =>
        {
            var read = new List<(string? Text, double? Number)>();
            using var reader = connection.Query($"SELECT (v)::VARCHAR, TRY_CAST(v AS DOUBLE) FROM (SELECT {column.Name} AS v, file_row_number AS n FROM read_parquet('train.parquet', file_row_number = true)) ORDER BY n");
            while (reader.Read())
                for (var row = 0; row < reader.Chunk.Count; row++)
                    read.Add((reader.Chunk[0].IsValid(row) ? System.Text.Encoding.UTF8.GetString(reader.Chunk[0].Text(row)) : null, reader.Chunk[1].IsValid(row) ? reader.Chunk[1].Values<double>()[row] : null));
            return read;
        });
        var alike = new List<(string, string)>();
        // Those of one value are left out.
        foreach (var (one, left) in values.Where(column => column.Value.Distinct().Count() > 1))
            foreach (var (other, right) in values.Where(other => string.CompareOrdinal(one, other.Key) < 0))
                if (left.Select(value => value.Text).SequenceEqual(right.Select(value => value.Text)) || IsMultiple([.. left.Select(value => value.Number)], [.. right.Select(value => value.Number)]))
                    alike.Add((one, other));
        return alike;
    }

    private static bool IsMultiple(double?[] left, double?[] right)
    {
        if (left.Zip(right).Any(pair => pair.First is null != pair.Second is null) || left.OfType<double>().Distinct().Count() < 2) return false;
        var at = Array.FindIndex(left, value => value is not null);
        var to = Array.FindIndex(left, value => value is not null && value != left[at]);
        var slope = (right[to] - right[at]) / (left[to] - left[at]);
        return slope != 0 && left.Zip(right).All(pair => pair.First is null || Math.Abs((double)(right[at] + (slope * (pair.First - left[at])) - pair.Second)!) < 1e-6);
    }

    private AlikeReport Find(int rows, string format, int most, params (string Name, string Sql)[] columns)
    {
        var file = Path.Combine(_folder, "train." + format);
        using (var session = new DuckSession(new(), _folder))
        using (var connection = session.Connect())
            connection.Execute($"COPY (SELECT {string.Join(", ", columns.Select(column => $"{column.Sql} AS {column.Name}"))} FROM range({rows}) t(i)) TO '{file}'");
        File.WriteAllText(ManifestFile.PathOf(file), JsonSerializer.Serialize(
            new TrainingSetManifest
            {
                Quern = "1", Commit = 1, Features = [], Definitions = new Dictionary<string, string>(), Sources = new Dictionary<string, string>(), SpineSnapshot = "", TimeColumn = "t", AsKnown = false, Statuses = false, OnBadRow = "fail",
                Seed = 0, PartRows = 1, Rows = rows, BadRows = 0, LeakCheckRows = 0, OutputHash = "", Columns = [.. columns.Select(column => new ColumnReport(column.Name, "", 0))],
            },
            JsonSerializerOptions.Web));
        return AlikeFeatures.Find(file, new(), CancellationToken.None, most);
    }
}
