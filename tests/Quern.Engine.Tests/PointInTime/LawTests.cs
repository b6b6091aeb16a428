namespace Quern.Engine.Tests.PointInTime;

/// <summary>The laws of the contract for values from history, over random histories. A failure names its seed.</summary>
public class LawTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 80 : 3000;

    private static readonly string[] Attributes = [" latest:", " fresh:", " seen:", " seen_spot:", " own_text:"];
    private static readonly string[] Mixed = [" latest_of_texts:"];

    public static TheoryData<bool, bool> Modes => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Modes))]
    public void Fast_way_gives_the_bits_of_the_plain_definition(bool keyed, bool asKnown) => ForAll(keyed, cases =>
    {
        var reader = cases.Reader(cases.Events());
        var request = cases.Request(cases.Rows(), asKnown);
        Answers.Fast(reader, request).ShouldBe(Answers.Plain(reader, request), $"seed {cases.Seed}");
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void Order_of_arrival_and_cut_into_passes_leave_no_trace(bool keyed, bool asKnown) => ForAll(keyed, cases =>
    {
        var events = cases.Events();
        var request = cases.Request(cases.Rows(), asKnown);
        Answers.Fast(cases.Reader(cases.Shuffle(events)), request, memory: 2000).ShouldBe(Answers.Fast(cases.Reader(events), request), $"seed {cases.Seed}");
    });

    [Fact]
    public void What_happens_later_changes_nothing_earlier() => ForAll(keyed: false, cases =>
    {
        var events = cases.Events();
        var row = cases.Rows()[0];
        var request = cases.Request([row], asKnown: false);
        var later = Enumerable.Range(0, 10).Select(_ => cases.Event()).Where(e => e.At > row.At);
        var changed = events.Where(e => e.At <= row.At || cases.Next(2) == 0).Concat(later);
        Answers.Fast(cases.Reader(changed), request).ShouldBe(Answers.Fast(cases.Reader(events), request), $"seed {cases.Seed}");
    });

    [Fact]
    public void An_event_at_the_instant_itself_counts_for_attributes_alone() => ForAll(keyed: false, cases =>
    {
        var events = cases.Events();
        var row = cases.Rows()[0];
        var request = cases.Request([row], asKnown: false);
        var with = Answers.Fast(cases.Reader(events.Append(cases.Event() with { At = row.At })), request).Where(IsWindowed);
        with.ShouldBe(Answers.Fast(cases.Reader(events), request).Where(IsWindowed), $"seed {cases.Seed}");
    });

    [Fact]
    public void As_known_is_the_plain_past_of_what_was_known() => ForAll(keyed: false, cases =>
    {
        var events = cases.Events();
        var row = cases.Rows()[0];
        var known = cases.Reader(events.Where(e => e.Known < row.At));
        var knownToo = cases.Reader(events.Where(e => e.Known <= row.At));
        var plain = cases.Request([row], asKnown: false);
        var actual = Answers.Fast(cases.Reader(events), cases.Request([row], asKnown: true));
        actual.Where(IsWindowed).ShouldBe(Answers.Fast(known, plain).Where(IsWindowed), $"seed {cases.Seed}");
        actual.Where(IsAttribute).ShouldBe(Answers.Fast(knownToo, plain).Where(IsAttribute), $"seed {cases.Seed}");
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_row_does_not_depend_on_other_rows(bool keyed, bool asKnown) => ForAll(keyed, cases =>
    {
        var reader = cases.Reader(cases.Events());
        var rows = cases.Rows();
        var alone = cases.Pick(rows);
        var together = Answers.Fast(reader, cases.Request([.. cases.Shuffle(rows), alone, alone], asKnown));
        var expected = Answers.Fast(reader, cases.Request([alone], asKnown));
        var last = together.Where(line => line.StartsWith($"{rows.Count + 1} ", StringComparison.Ordinal)).Select(line => line[line.IndexOf(' ')..]);
        last.ShouldBe(expected.Select(line => line[line.IndexOf(' ')..]), $"seed {cases.Seed}");
    });

    // A lookup may read both kinds of view, each with its own edge; one whose two views are of aggregates has theirs.
    private static bool IsWindowed(string line) => !IsAttribute(line) && !Mixed.Any(line.Contains);

    private static bool IsAttribute(string line) => Attributes.Any(line.Contains);

    private static void ForAll(bool keyed, Action<Histories> law)
    {
        FeatureRepository repository = keyed ? new EveryAggregateKeyed() : new EveryAggregate();
        var first = Environment.TickCount;
        for (var seed = first; seed < first + Rounds; seed++) law(new Histories(seed, repository));
    }
}
