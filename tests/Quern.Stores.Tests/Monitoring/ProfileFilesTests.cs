using Quern.Engine.Monitoring;
using Quern.Profiles;
using Quern.Stores.Monitoring;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Monitoring;

public sealed class ProfileFilesTests : IDisposable
{
    private static readonly Duration Day = new(86_400L * Instant.PerSecond);
    private static readonly (string, DataType)[] Fields = [("n", DataType.Scalar(ValueKind.Int64))];

    private static readonly Interval All = new(Instant.Min, Instant.Max);

    private readonly string _folder = Directory.CreateTempSubdirectory("quern-profiles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_GivesWhatWasPut_InTheOrderOfTime()
    {
        var (store, subject) = (new ProfileFiles(_folder), Subject("clicks", Fields));
        store.Replace(subject, new(Start(0), Start(9)), [(Start(1), Of(3)), (Start(3), Of(1, 2))]);
        var read = new ProfileFiles(_folder).Read(subject, All);
        read.Select(bucket => (bucket.Start, bucket.Profile.Rows)).ShouldBe([(Start(1), 1), (Start(3), 2)]);
        store.Read(subject, new(Start(2), Start(3))).ShouldBeEmpty();
    }

    [Fact]
    public void Replace_OfAnInterval_ForgetsItsOtherBuckets_AndNoneBeside()
    {
        var (store, subject) = (new ProfileFiles(_folder), Subject("clicks", Fields));
        store.Replace(subject, new(Start(0), Start(9)), [(Start(1), Of(1)), (Start(3), Of(1)), (Start(5), Of(1))]);
        store.Replace(subject, new(Start(2), Start(5)), [(Start(4), Of(1, 2, 3))]);
        store.Read(subject, All).Select(bucket => (bucket.Start, bucket.Profile.Rows)).ShouldBe([(Start(1), 1), (Start(4), 3), (Start(5), 1)]);
    }

    [Fact]
    public void Covered_IsWhatWasPut_UpToTheLastRows_PutTogether()
    {
        var (store, subject) = (new ProfileFiles(_folder), Subject("clicks", Fields));
        store.Covered(subject).ShouldBeEmpty();
        store.Replace(subject, new(Start(0), Start(9)), []);
        store.Covered(subject).ShouldBeEmpty();
        store.Replace(subject, new(Start(6), Start(9)), [(Start(7), Of(1))]);
        store.Replace(subject, new(Start(0), Start(3)), [(Start(2), Of(1))]);
        store.Covered(subject).ShouldBe([new(Start(0), Start(3)), new(Start(6), Start(8))]);
        store.Replace(subject, new(Start(3), Start(6)), [(Start(5), Of(1))]);
        new ProfileFiles(_folder).Covered(subject).ShouldBe([new(Start(0), Start(8))]);
    }

    [Fact]
    public void Covered_OfALineThatIsDamaged_ForgetsItsInterval()
    {
        var (store, subject) = (new ProfileFiles(_folder), Subject("clicks", Fields));
        store.Replace(subject, new(Start(0), Start(3)), [(Start(2), Of(1))]);
        var file = Directory.EnumerateFiles(_folder, "covered", SearchOption.AllDirectories).Single();
        File.WriteAllText(file, "2001-01-01T00:00:00Z 20");
        store.Covered(subject).ShouldBeEmpty();
    }

    [Fact]
    public void Read_OfOtherFieldsNamesOrWidths_FindsNothing()
    {
        var store = new ProfileFiles(_folder);
        store.Replace(Subject("clicks", Fields), All, [(Start(1), Of(1))]);
        foreach (var other in new[] { Subject("other", Fields), Subject("clicks", [("m", DataType.Scalar(ValueKind.Int64))]), Subject("clicks", Fields) with { Width = new(3600 * Instant.PerSecond) } })
        {
            store.Read(other, All).ShouldBeEmpty();
            store.Covered(other).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(60)]
    public void Read_OfAFileThatIsCutOff_IsACodedError(int length)
    {
        var (store, subject) = (new ProfileFiles(_folder), Subject("clicks", Fields));
        store.Replace(subject, All, [(Start(1), Of([.. Enumerable.Range(0, 500)]))]);
        var file = Directory.EnumerateFiles(_folder, "*.profile", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..length]);
        var failure = Should.Throw<QuernException>(() => store.Read(subject, All));
        failure.Findings.Single().Code.ShouldBe("QRN6301");
        failure.Findings.Single().Message.ShouldContain(Path.GetFileName(file));
    }

    private static ProfileSubject Subject(string name, IReadOnlyList<(string, DataType)> fields) => ProfileSubject.Of(name, fields, Day);

    private static Instant Start(int day) => new(day * Day.Microseconds);

    private static RowProfile Of(params int[] values)
    {
        var column = new Int64Column(ValueKind.Int64);
        foreach (var value in values) column.Append(value);
        var profile = new RowProfile(Fields, [], default);
        profile.Add(new long[values.Length], [(Column)column], [.. Enumerable.Range(0, values.Length)]);
        return profile;
    }
}
