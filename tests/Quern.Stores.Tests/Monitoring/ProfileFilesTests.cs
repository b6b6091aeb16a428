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

    private readonly string _folder = Directory.CreateTempSubdirectory("quern-profiles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_OfSeveralWriters_IsAllOfThem_InTheOrderOfTime()
    {
        var (store, subject) = (new ProfileFiles(_folder), Subject("clicks", Fields));
        store.Put(subject, Start(3), "a", Of(1, 2));
        store.Put(subject, Start(1), "a", Of(3));
        store.Put(subject, Start(3), "b", Of(4, 5, 6));
        store.Put(subject, Start(3), "a", Of(7));
        var read = new ProfileFiles(_folder).Read(subject, new(Instant.Min, Instant.Max));
        read.Select(bucket => (bucket.Start, bucket.Profile.Rows)).ShouldBe([(Start(1), 1), (Start(3), 4)]);
        store.Read(subject, new(Start(2), Start(3))).ShouldBeEmpty();
    }

    [Fact]
    public void Read_OfOtherFieldsNamesOrWidths_FindsNothing()
    {
        var store = new ProfileFiles(_folder);
        store.Put(Subject("clicks", Fields), Start(1), "a", Of(1));
        var all = new Interval(Instant.Min, Instant.Max);
        store.Read(Subject("other", Fields), all).ShouldBeEmpty();
        store.Read(Subject("clicks", [("m", DataType.Scalar(ValueKind.Int64))]), all).ShouldBeEmpty();
        store.Read(Subject("clicks", Fields) with { Width = new(3600 * Instant.PerSecond) }, all).ShouldBeEmpty();
        store.Read(Subject("clicks", Fields) with { Origin = ProfileOrigin.Served }, all).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(60)]
    public void Read_OfAFileThatIsCutOff_IsACodedError(int length)
    {
        var (store, subject) = (new ProfileFiles(_folder), Subject("clicks", Fields));
        store.Put(subject, Start(1), "a", Of([.. Enumerable.Range(0, 500)]));
        var file = Directory.EnumerateFiles(_folder, "*.profile", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..length]);
        var failure = Should.Throw<QuernException>(() => store.Read(subject, new(Instant.Min, Instant.Max)));
        failure.Findings.Single().Code.ShouldBe("QRN6301");
        failure.Findings.Single().Message.ShouldContain(Path.GetFileName(file));
    }

    private static ProfileSubject Subject(string name, IReadOnlyList<(string, DataType)> fields) => ProfileSubject.Of(ProfileOrigin.Source, name, fields, Day);

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
