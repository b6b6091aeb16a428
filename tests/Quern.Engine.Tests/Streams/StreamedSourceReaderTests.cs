using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Engine.Tests.PointInTime;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Streams;

public sealed class StreamedSourceReaderTests
{
    private static readonly Instant Now = new(15_000_000);

    [Theory]
    [InlineData(0, long.MaxValue, "1 2 3 4 5 6 7")]
    [InlineData(2, long.MaxValue, "3 4 5 6 7")]
    [InlineData(0, 3, "1 2 3")]
    [InlineData(4, 6, "5 6")]
    [InlineData(7, long.MaxValue, "")]
    [InlineData(5, 5, "")]
    public void Scan_ReadsTheEventsThatAreAskedFor(long from, long to, string amounts)
    {
        using var project = new StreamProject(new Divisions(), Now, new());
        // In several records of the log.
        foreach (var some in Enumerable.Range(1, 7).Chunk(3)) project.Push([.. some.Select(amount => new Happening { At = Now.ToDateTimeOffset(), Who = "a", Amount = amount })]).Refused.ShouldBeEmpty();
        var source = RepositoryReader.Read(new Divisions()).Definition.Sources.Single();
        int[] fields = [source.Schema.Fields.ToList().FindIndex(field => field.Column == "amount")];
        var taken = new Taken(fields[0]);
        new StreamedSourceReader(project.Files, new(project.Log)).Scan(new(source, fields, null, new(BadRowPolicy.Fail)) { StreamFrom = from, StreamTo = to }, taken, TestContext.Current.CancellationToken);
        string.Join(' ', taken.Amounts).ShouldBe(amounts);
    }

    private sealed class Taken(int field) : IScanSink, IBatchSink
    {
        public List<long> Amounts { get; } = [];

        public IBatchSink Open() => this;

        public void Take(EventBatch batch) => Amounts.AddRange(((Int64Column)batch[field]).Values);
    }
}
