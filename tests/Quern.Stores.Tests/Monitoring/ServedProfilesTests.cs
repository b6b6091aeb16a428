using Quern.Engine.Monitoring;
using Quern.Engine.Served;
using Quern.Planning;
using Quern.Profiles;
using Quern.Stores.Monitoring;
using Quern.Stores.Served;
using Quern.Stores.Tests.Served;
using Quern.Stores.Tests.Sources;
using Quern.Time;

namespace Quern.Stores.Tests.Monitoring;

/// <summary>Profiles of what was served, against counting what was answered.</summary>
public sealed class ServedProfilesTests
{
    private static readonly ServicePlan Plan = ThingFeatures.Plan();
    private static readonly Duration Quarter = new(15 * 60 * Instant.PerSecond);
    private static readonly Interval All = new(Instant.Min, Instant.Max);

    [Fact]
    public void Profiles_OfEveryTypeAndStatus_AreThoseOfWhatWasAnswered_AndOnlyWhatIsNewIsRead()
    {
        using var scratch = new SourceScratch();
        var random = new ServedRandom(Plan, 11);
        var (first, second) = (new ServedShape("all", "1", Plan), Path.Combine(scratch.Folder, "profiles"));
        var log = new ServedLog(new ServedTables(scratch.Folder, TimeProvider.System), new() { Sample = 1 }, TimeProvider.System, inBackground: false);
        var recorder = log.Open("all", "1", Plan)!;
        for (var request = 0; request < 700; request++) random.Answer(recorder, $"r{request}", 3);
        log.Write();
        var profiles = new ServedProfiles(new ProfileFiles(second), first, Quarter);
        var counting = new Counting(scratch.Folder);
        IsWhatWasAnswered(random, profiles.Load(counting, All, again: false, null, TestContext.Current.CancellationToken));
        var read = counting.Rows;
        read.ShouldBe(random.Answered.Count);

        for (var request = 0; request < 50; request++) random.Answer(recorder, $"s{request}", 2);
        log.Write();
        counting = new(scratch.Folder);
        IsWhatWasAnswered(random, profiles.Load(counting, All, again: false, null, TestContext.Current.CancellationToken));
        // What is new, and the last two buckets.
        counting.Rows.ShouldBeLessThan(random.Answered.Count);
        IsWhatWasAnswered(random, profiles.Kept(All));
        log.Dispose();
    }

    [Fact]
    public void RowsOfAVersionWithoutAFeature_DoNotCountForIt()
    {
        using var scratch = new SourceScratch();
        var (old, later) = (new ServedRandom(Plan, 1), new ServedRandom(LaterThings.Plan(), 2));
        using (var log = new ServedLog(new ServedTables(scratch.Folder, TimeProvider.System), new() { Sample = 1 }, TimeProvider.System, inBackground: false))
        {
            old.Answer(log.Open("all", "1", Plan)!, "old", 5);
            later.Answer(log.Open("all", "2", LaterThings.Plan())!, "later", 2);
            log.Write();
        }

        var shape = new ServedShape("all", "2", LaterThings.Plan());
        var all = RowProfile.MergeAll([.. new ServedProfiles(new ProfileFiles(Path.Combine(scratch.Folder, "profiles")), shape, Quarter).Load(new Counting(scratch.Folder), All, again: false, null, TestContext.Current.CancellationToken).Values])!;
        all.Rows.ShouldBe(7);
        string[] added = [.. shape.Plan.Outputs.Where(output => Plan.Outputs.All(known => known.Name != output.Name || known.Type != output.Type)).Select(output => output.Name)];
        added.ShouldNotBeEmpty();
        foreach (var (name, field) in all.Names.Zip(all.Fields).Where(field => shape.Plan.Outputs.Any(output => output.Name == field.First))) field.Rows.ShouldBe(added.Contains(name) ? 2 : 7, name);
    }

    private static void IsWhatWasAnswered(ServedRandom random, IReadOnlyDictionary<Instant, RowProfile> profiles)
    {
        profiles.Values.Sum(profile => profile.Rows).ShouldBe(random.Answered.Count);
        foreach (var bucket in random.Answered.GroupBy(row => row.At.Floor(Quarter)))
        {
            var profile = profiles[bucket.Key];
            profile.Rows.ShouldBe(bucket.Count());
            for (var output = 0; output < Plan.Outputs.Count; output++)
            {
                var field = profile.Fields[profile.Names.ToList().IndexOf(Plan.Outputs[output].Name)];
                var values = bucket.Select(row => row.Outputs[output]).ToArray();
                (field.Rows, field.Nulls).ShouldBe((values.Length, values.Count(value => value.Value.IsNull)), Plan.Outputs[output].Name);
                if (field.Distinct <= 256) field.Distinct.ShouldBe(values.Where(value => !value.Value.IsNull).Select(value => value.Value).Distinct().Count(), Plan.Outputs[output].Name);
                var statuses = profile.Fields[profile.Names.ToList().IndexOf(Plan.Outputs[output].Name + ServedProfiler.Status)];
                statuses.Frequent.Select(status => (status.Text, status.Count)).Order().ShouldBe(values.GroupBy(value => SnakeCase.Of(value.Status.ToString()).ToUpperInvariant()).Select(group => (group.Key, (long)group.Count())).Order());
            }

            // Each row was told an event of seven microseconds before.
            profile.Fields[profile.Names.ToList().IndexOf("now" + ServedProfiler.Age)].Measure.Max.ShouldBe(7e-6, 1e-12);
        }
    }

    /// <summary>The log, and how many rows were read of it.</summary>
    private sealed class Counting(string folder) : IServedHistory
    {
        private readonly ServedHistory _history = new(folder, "all", TimeProvider.System);

        public long Rows { get; private set; }

        public long Version => _history.Version;

        public ServedVectors Join(ServedShape shape, ServedLabels labels, CancellationToken cancellation) => _history.Join(shape, labels, cancellation);

        public ServedSpan? Span(CancellationToken cancellation) => _history.Span(cancellation);

        public void Scan(ServedShape shape, Interval served, Action<ServedSlice> take, CancellationToken cancellation) => _history.Scan(shape, served, take, cancellation);

        public void ScanValues(ServedShape shape, Interval served, Action<ServedValues> take, CancellationToken cancellation) => _history.ScanValues(
            shape,
            served,
            values =>
            {
                Rows += values.At.Length;
                take(values);
            },
            cancellation);
    }
}
