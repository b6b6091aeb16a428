using Quern.Definitions;
using Quern.Engine.Monitoring;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Profiles;
using Quern.Schema;
using Quern.Stores.Monitoring;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Monitoring;

/// <summary>Profiles of a stream, to which what comes is added.</summary>
public sealed class StreamProfilesTests : IDisposable
{
    private static readonly Duration Hour = new(3_600L * Instant.PerSecond);
    private static readonly Interval Always = new(Instant.Min, Instant.Max);
    private static readonly SourceDefinition Source = RepositoryPlanner.Plan(RepositoryReader.Read(new Clicks()), new PlanOptions()).Plan!.Definition.Sources.Single();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quern-stream-profiles-");

    public sealed record Click
    {
        public DateTimeOffset At { get; init; }

        public string Page { get; init; } = "";

        public double? Time { get; init; }
    }

    private sealed class Clicks : FeatureRepository
    {
        public Entity Page => Entity("page");

        public Source<Click> Seen => Stream<Click>(source => source.EventTime(c => c.At));

        public FeatureView Times => Seen.By(Page, c => c.Page).Latest(c => new { c.Time });
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void WhatComes_IsAdded_AndTheSameAsReadAtOnce()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var (random, store) = (new Random(seed), new ProfileFiles(Path.Combine(_folder.FullName, $"{seed}")));
            var log = new Log(random, events: 300);
            while (log.End < 300)
            {
                log.End = Math.Min(300, log.End + random.Next(1, 120));
                Load(store, log);
            }

            log.Read.ShouldBe(300);
            var (steps, whole) = (Load(store, log), new SourceProfiler(Source, Hour).Run(log, null, new(BadRowPolicy.Fail), null, TestContext.Current.CancellationToken));
            steps.Values.Sum(profile => profile.Rows).ShouldBe(300);
            steps.OrderBy(bucket => bucket.Key).Select(bucket => Text(bucket.Key, bucket.Value)).ShouldBe(whole.Select(bucket => Text(bucket.Start, bucket.Profile)));
        }
    }

    [Fact]
    public void NothingNew_ReadsNothing_AndALogThatIsShorterIsAnother()
    {
        var (store, log) = (new ProfileFiles(_folder.FullName), new Log(new(1), 100) { End = 100 });
        Load(store, log);
        log.Read = 0;
        Load(store, log).Values.Sum(profile => profile.Rows).ShouldBe(100);
        log.Read.ShouldBe(0);
        log.End = 40;
        Load(store, log).Values.Sum(profile => profile.Rows).ShouldBe(40);
    }

    [Fact]
    public void WhoIsKilledWhileItIsWritten_BeginsAnew()
    {
        var (store, log) = (new ProfileFiles(_folder.FullName), new Log(new(1), 100) { End = 60 });
        Load(store, log);
        // As far as it had come nobody knows any more: some of what follows may be there already.
        foreach (var file in _folder.GetFiles("stream-end", SearchOption.AllDirectories)) file.Delete();
        log.End = 100;
        Load(store, log).Values.Sum(profile => profile.Rows).ShouldBe(100);
    }

    [Fact]
    public async Task TwoAtOnce_CountEachEventOnce()
    {
        var log = new Log(new(1), 400);
        for (log.End = 50; log.End <= 400; log.End += 50)
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Load(new ProfileFiles(_folder.FullName), log))));
        log.End = 400;
        Load(new ProfileFiles(_folder.FullName), log).Values.Sum(profile => profile.Rows).ShouldBe(400);
    }

    private static IReadOnlyDictionary<Instant, RowProfile> Load(ProfileFiles store, Log log) =>
        new SourceProfiles(store, log, Source, Hour).Load(Always, again: false, new(BadRowPolicy.Fail), null, TestContext.Current.CancellationToken);

    private static string Text(Instant start, RowProfile profile) => $"{start} {profile.Rows} {string.Join("; ", profile.Names.Zip(profile.Fields).Select(field => $"{field.First} {field.Second.Rows} {field.Second.Nulls} {field.Second.Distinct} {field.Second.Measure.Min} {field.Second.Measure.Max} {string.Join(",", field.Second.Frequent.OrderBy(value => value.Text).Select(value => $"{value.Text}={value.Count}"))}"))}";

    /// <summary>A stream whose events come in any order of time, of which so many have come.</summary>
    private sealed class Log(Random random, int events) : ISourceReader
    {
        private readonly (Instant At, string Page, double? Time)[] _events =
            [.. Enumerable.Range(0, events).Select(_ => (new Instant(random.NextInt64(5 * Hour.Microseconds)), $"p{random.Next(5)}", random.Next(4) == 0 ? null : (double?)random.Next(10)))];

        public long End { get; set; }

        public long Read { get; set; }

        public IReadOnlyList<Finding> Check(SourceDefinition source) => [];

        public SourceSnapshot Snapshot(SourceDefinition source) => new(source.Name, [], $"{End}", End);

        public long EstimateRows(SourceDefinition source) => End;

        public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation)
        {
            var (batch, taker) = (new EventBatch(request.Source.Schema, request.Fields), sink.Open());
            foreach (var (at, page, time) in _events[(int)request.StreamFrom..(int)Math.Min(End, request.StreamTo)])
            {
                ((Int64Column)batch[0]).Append(at.Microseconds);
                ((TextColumn)batch[1]).Append(System.Text.Encoding.UTF8.GetBytes(page));
                if (time is { } seconds) ((Float64Column)batch[2]).Append(seconds);
                else batch[2].AppendNull();
                batch.Count++;
            }

            Read += batch.Count;

            taker.Take(batch);
        }
    }
}
