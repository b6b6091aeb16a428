using Quern.Engine.Online;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Engine.Tests.PointInTime;
using Quern.Time;

namespace Quern.Engine.Tests.Streams;

/// <summary>The first law of the contract for events that arrive live: whatever their order, however they are cut, whatever dies between, a read has the bits of a training set.</summary>
public sealed class StreamLawTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 70 : 3000;

    // After every instant of a history, and not so long after that nothing is kept in detail any more.
    private static readonly Instant Now = new(15_000_000);

    private static readonly BlockShape[] Shapes = [new(3, 4, 2), new(1, 1, 2), new(4, 1 << 20, 4), BlockShape.Default];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_after_pushes_checkpoints_and_crashes_equals_the_training_set(bool keyed)
    {
        FeatureRepository repository = keyed ? new StreamedAggregatesKeyed() : new StreamedAggregates();
        ForAll(repository, cases =>
        {
            using var project = new StreamProject(repository, Now, new() { Shape = cases.Pick(Shapes) });
            for (var step = cases.Next(12); step >= 0; step--)
            {
                switch (cases.Next(9))
                {
                    case 0: project.Checkpoint(); break;
                    case 8: project.FailCheckpoint(cases.Next(5)); break;
                    case 1: project.Restart(killed: true); break;
                    case 2: project.Restart(killed: false); break;
                    case 3: Compare(cases, project); break;
                    default: project.Push(cases.Events(10)).Refused.ShouldBeEmpty(); break;
                }
            }

            Compare(cases, project);
        });
    }

    [Fact]
    public void History_in_files_and_the_stream_add_up_to_the_training_set()
    {
        var repository = new FiledAndStreamedAggregates();
        ForAll(repository, cases =>
        {
            using var project = new StreamProject(repository, Now, new() { Shape = cases.Pick(Shapes) });
            project.Files.Add("happenings", cases.Events(30));
            for (var (step, materialized) = (4 + cases.Next(8), false); step >= 0; step--)
            {
                switch (cases.Next(8))
                {
                    case 0: project.Checkpoint(); break;
                    case 1: project.Restart(killed: cases.Next(2) == 0); break;
                    case 2: materialized = Materialize(project); break;
                    case 3 when materialized: Compare(cases, project); break;
                    default: project.Push(cases.Events(8)); break;
                }
            }

            Materialize(project);
            Compare(cases, project);
        });
    }

    private static bool Materialize(StreamProject project)
    {
        project.Materialize();
        return true;
    }

    [Fact]
    public void State_that_is_built_anew_answers_once_it_is_whole()
    {
        var repository = new StreamedAggregates();
        ForAll(repository, cases =>
        {
            using var project = new StreamProject(repository, Now, new() { Shape = cases.Pick(Shapes) });
            project.Push(cases.Events(30));
            project.Checkpoint();
            project.Push(cases.Events(10));
            project.Materialize(rebuild: true, commits: cases.Next(20));
            Compare(cases, project, mayRest: true);
            project.Push(cases.Events(10));
            if (cases.Next(2) == 0) project.Restart(killed: cases.Next(2) == 0);
            Compare(cases, project, mayRest: true);
            project.Materialize();
            Compare(cases, project);
        });
    }

    [Fact]
    public void Event_too_late_is_left_out_online_and_told()
    {
        var repository = new StreamedAggregates();
        ForAll(repository, cases =>
        {
            // Off the grid of the events' times: each push is known a microsecond after the one before, and none may move over the edge by that.
            var lateness = new Duration((500_000 * cases.Next(50)) + 250_000);
            using var project = new StreamProject(repository, Now, new() { Shape = cases.Pick(Shapes) }, lateness);
            var (pushed, late) = (new List<Happening>(), 0);
            for (var step = cases.Next(6); step >= 0; step--)
            {
                // Later pushes are known later, as the log has it.
                var known = Now.ToDateTimeOffset().AddMinutes(-step);
                List<Happening> events = [.. cases.Events(10).Select(e => e with { Known = known })];
                late += project.Push(events).Late;
                if (cases.Next(3) == 0) project.Checkpoint();
                if (cases.Next(3) == 0) project.Compact();
                if (cases.Next(3) == 0) project.Restart(killed: cases.Next(2) == 0);
                pushed.AddRange(events);
            }

            var inTime = pushed.Where(e => Instant.From(e.At) > Now - lateness).ToList();
            late.ShouldBe(pushed.Count - inTime.Count, $"seed {cases.Seed}");
            DeadLetters.List(project.Log).Count(letter => letter.Code == "QRN4036").ShouldBe(late);
            Compare(cases, project, cases.Reader(inTime));
        });
    }

    private static void ForAll(FeatureRepository repository, Action<Histories> law)
    {
        var first = Environment.TickCount;
        for (var seed = first; seed < first + Rounds; seed++) law(new(seed, repository));
    }

    private static void Compare(Histories cases, StreamProject project, ISourceReader? history = null, bool mayRest = false)
    {
        project.CheckCoarseTiles($"seed {cases.Seed}");
        var rows = cases.Rows();
        rows.AddRange(rows.Select(row => row with { At = Now.ToDateTimeOffset() }).ToArray());
        var request = cases.Request(rows, asKnown: false);
        var (served, trained) = project.Answers(request, history);
        for (var i = 0; i < served.Count; i++)
        {
            var at = rows[int.Parse(served[i][..served[i].IndexOf(' ')], System.Globalization.CultureInfo.InvariantCulture)].At;
            if (mayRest && served[i].EndsWith("= NotMaterialized", StringComparison.Ordinal)) continue;
            // The state keeps the present, not the past.
            if (Instant.From(at) < Now && served[i].EndsWith("= TooEarly", StringComparison.Ordinal)) continue;
            served[i].ShouldBe(trained[i], $"seed {cases.Seed}, at {at:O}");
        }
    }
}
