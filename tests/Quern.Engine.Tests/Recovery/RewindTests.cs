using Quern.Engine.Online;
using Quern.Engine.Recovery;
using Quern.Engine.Tests.PointInTime;
using Quern.Engine.Tests.Streams;
using Quern.Time;

namespace Quern.Engine.Tests.Recovery;

/// <summary>A project that was taken back to an instant is one that never had anything later: the same log, the same values to the bit, and the same future.</summary>
public sealed class RewindTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 15 : 2000;

    // After every instant of a history.
    private static readonly Instant Begin = new(15_000_000);
    private static readonly Duration Step = new(100_000);
    private static readonly Duration Day = new(86_400_000_000);
    private static readonly BlockShape[] Shapes = [new(3, 4, 2), new(1, 1, 2), BlockShape.Default];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rewound_AtAnInstant_EqualsWhatNeverHadMore(bool keyed)
    {
        FeatureRepository repository = keyed ? new StreamedAggregatesKeyed() : new StreamedAggregates();
        var first = Environment.TickCount;
        for (var seed = first; seed < first + Rounds; seed++)
        {
            var cases = new Histories(seed, repository);
            var shape = cases.Pick(Shapes);
            using var rewound = new StreamProject(repository, Begin, new() { Shape = shape });
            using var plain = new StreamProject(repository, Begin, new() { Shape = shape });
            for (var push = cases.Next(6); push >= 0; push--)
            {
                var events = cases.Events(10);
                Push(rewound, events).ShouldBe(Push(plain, events), $"seed {seed}");
                if (cases.Next(3) == 0) rewound.Checkpoint();
                if (cases.Next(3) == 0) plain.Checkpoint();
            }

            var to = rewound.Clock.Now + Step;
            rewound.Clock.Now = to + new Duration(1);
            Continue(cases, rewound);
            var streams = rewound.Rewind(to);
            plain.Clock.Now = to;
            streams.Sum(stream => stream.Kept).ShouldBe(new Quern.Engine.Streams.StreamLog(plain.Log).End("happenings"), $"seed {seed}");
            Compare(cases, rewound, plain, to);

            // What comes next finds what it would have found.
            var later = cases.Events(10);
            Push(rewound, later).ShouldBe(Push(plain, later), $"seed {seed}, later");
            Compare(cases, rewound, plain, rewound.Clock.Now);
        }
    }

    [Fact]
    public void State_WithNothingLater_IsKept_AndOneThatWasCompactedLaterIsNot()
    {
        var cases = new Histories(3, new StreamedAggregates());
        using var project = new StreamProject(new StreamedAggregates(), Begin, new(), lateness: new(3_600_000_000));
        project.Push(cases.Events(30));
        project.Checkpoint();
        project.Rewind(Begin + Step);
        project.Rewound.ShouldAllBe(view => view.State == RewoundState.Kept);

        project.Clock.Now = Begin + Day;
        project.Compact();
        project.Rewind(Begin + Step);
        project.Rewound.Where(view => view.State == RewoundState.FromLog).ShouldNotBeEmpty();
    }

    [Fact]
    public void State_OfFiles_MaterializedLater_IsToBeMaterializedAgain()
    {
        var cases = new Histories(4, new FiledAndStreamedAggregates());
        using var project = new StreamProject(new FiledAndStreamedAggregates(), Begin, new());
        project.Files.Add("happenings", cases.Events(30));
        project.Materialize();
        project.Rewind(Begin - new Duration(1_000_000));
        project.Rewound.ShouldNotBeEmpty();
        project.Rewound.ShouldAllBe(view => view.State == RewoundState.ToMaterialize);
    }

    private static (int, int, int, int) Push(StreamProject project, IReadOnlyList<Happening> events)
    {
        project.Clock.Now += Step;
        var report = project.Push(events);
        return (report.Accepted, report.Duplicate, report.Late, report.Refused.Count);
    }

    // Whatever a project does that goes on.
    private static void Continue(Histories cases, StreamProject project)
    {
        for (var step = 1 + cases.Next(6); step > 0; step--)
            switch (cases.Next(6))
            {
                case 0: project.Checkpoint(); break;
                case 1: project.Restart(killed: cases.Next(2) == 0); break;
                case 2: project.Materialize(); break;
                case 3:
                    project.Clock.Now += Day;
                    project.Compact();
                    break;
                default: Push(project, cases.Events(10)); break;
            }
    }

    private static void Compare(Histories cases, StreamProject rewound, StreamProject plain, Instant at)
    {
        var rows = cases.Rows();
        rows.AddRange(rows.Select(row => row with { At = at.ToDateTimeOffset() }).ToArray());
        var request = cases.Request(rows, asKnown: false);
        var ((served, trained), (expected, history)) = (rewound.Answers(request), plain.Answers(request));
        trained.ShouldBe(history, $"seed {cases.Seed}");
        for (var i = 0; i < served.Count; i++)
        {
            // The state keeps the present: which of the past it still has depends on when it was written.
            if (served[i].EndsWith("= TooEarly", StringComparison.Ordinal) || expected[i].EndsWith("= TooEarly", StringComparison.Ordinal)) continue;
            served[i].ShouldBe(expected[i], $"seed {cases.Seed}");
            served[i].ShouldBe(trained[i], $"seed {cases.Seed}");
        }
    }
}
