using Quern.Engine.Online;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Engine.Tests.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Streams;

/// <summary>The first law of the contract for whoever follows the log of another: its reads have the bits of a training set over the same log, whatever dies between.</summary>
public sealed class StreamFollowerTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 60 : 2000;

    private static readonly Instant Now = new(15_000_000);

    private static readonly BlockShape[] Shapes = [new(3, 4, 2), new(1, 1, 2), BlockShape.Default];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_OfAFollowersState_EqualTheTrainingSet_AndTheTakerKeepsNothing(bool keyed)
    {
        FeatureRepository repository = keyed ? new StreamedAggregatesKeyed() : new StreamedAggregates();
        var first = Environment.TickCount;
        for (var seed = first; seed < first + Rounds; seed++)
        {
            var cases = new Histories(seed, repository);
            using var shard = new Followed(repository, new() { Shape = cases.Pick(Shapes) });
            for (var step = cases.Next(14); step >= 0; step--)
            {
                switch (cases.Next(9))
                {
                    case 0: shard.Follower.Heads.WriteCheckpoint(); break;
                    case 1: shard.Restart(killed: true); break;
                    case 2: shard.Restart(killed: false); break;
                    case 3: shard.Look(); break;
                    case 4: Compare(cases, shard); break;
                    default: shard.Push(cases.Events(10)).Refused.ShouldBeEmpty(); break;
                }
            }

            Compare(cases, shard);
            shard.Taken.ShouldBeEmpty($"seed {seed}");
        }
    }

    [Fact]
    public void Vitals_TellHowFarItIs()
    {
        using var shard = new Followed(new StreamedAggregates(), new());
        shard.Push(new Histories(1, new StreamedAggregates()).Events(10));
        shard.Look();
        var vitals = shard.Follower.Vitals.ShouldHaveSingleItem();
        (vitals.Stream, vitals.Lag).ShouldBe(("happenings", vitals.Events));
        shard.Follower.Heads.WriteCheckpoint();
        shard.Follower.Vitals[0].Lag.ShouldBe(0);
    }

    private static void Compare(Histories cases, Followed shard)
    {
        shard.Look();
        var rows = cases.Rows();
        rows.AddRange(rows.Select(row => row with { At = Now.ToDateTimeOffset() }).ToArray());
        var request = cases.Request(rows, asKnown: false);
        var served = OnlineAnswers.Read(shard.State, request, shard.Follower.Heads);
        var trained = Answers.Plain(new StreamedSourceReader(new MemorySourceReader(), new StreamLog(shard.Log)), request);
        for (var i = 0; i < served.Count; i++)
        {
            var at = rows[int.Parse(served[i][..served[i].IndexOf(' ')], System.Globalization.CultureInfo.InvariantCulture)].At;
            // The state keeps the present, not the past.
            if (Instant.From(at) < Now && served[i].EndsWith("= TooEarly", StringComparison.Ordinal)) continue;
            served[i].ShouldBe(trained[i], $"seed {cases.Seed}, at {at:O}");
        }
    }

    /// <summary>One who takes events and keeps no state, and one who follows its log; both only do what they are told to.</summary>
    private sealed class Followed : IDisposable
    {
        private readonly MemoryOnlineStore _taken = new();
        private readonly FakeClock _clock = new(Now);
        private readonly StreamLimits _limits;
        private readonly RepositoryPlan _plan;
        private readonly StreamIngest _ingest;

        public Followed(FeatureRepository repository, StreamLimits limits)
        {
            _limits = limits with { CheckpointEvery = TimeSpan.FromDays(1), FollowEvery = TimeSpan.FromDays(1) };
            _plan = RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions()).Plan!;
            _ingest = new(Log, _taken, _clock, _limits);
            _ingest.Use(_plan, Without(_plan));
            Follower = Start();
        }

        public MemoryOnlineStore Log { get; } = new();

        public MemoryOnlineStore State { get; } = new();

        public StreamFollower Follower { get; private set; }

        /// <summary>The views that the taker's own store has.</summary>
        public IReadOnlyList<ViewState> Taken
        {
            get
            {
                using var snapshot = _taken.OpenSnapshot();
                snapshot.Renew();
                return OnlineCatalog.List(snapshot);
            }
        }

        public PushReport Push(IReadOnlyList<Happening> events) => _ingest.PushAsync("happenings", RecordField.Batch(_ingest.SchemaOf("happenings"), events)).GetAwaiter().GetResult();

        /// <summary>Looks at the log now.</summary>
        public void Look() => Follower.Use(_plan);

        public void Restart(bool killed)
        {
            // What a process holds dies with it.
            if (killed) Follower.Heads.Use(Without(_plan));
            Follower.Dispose();
            Follower = Start();
        }

        public void Dispose()
        {
            Follower.Dispose();
            _ingest.Dispose();
            _taken.Dispose();
            State.Dispose();
            Log.Dispose();
        }

        private static RepositoryPlan Without(RepositoryPlan plan) => plan with { Views = new Dictionary<string, ViewPlan>() };

        private StreamFollower Start()
        {
            var follower = new StreamFollower(Log, State, _clock, _limits);
            follower.Use(_plan);
            return follower;
        }
    }
}
