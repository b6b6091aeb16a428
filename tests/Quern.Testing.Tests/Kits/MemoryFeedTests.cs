using Quern.Testing.Kits;

namespace Quern.Testing.Tests.Kits;

public sealed class MemoryFeedTests
{
    public static TheoryData<string> Cases => [.. FeedSourceKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Memory_PassesTheKit(string name) => Run(Fault.None, name);

    // The kit must be able to say no, of each promise.
    [Theory]
    [InlineData(Fault.Remembers, "A reader may be thrown away at any moment", "of 200 events")]
    [InlineData(Fault.Remembers, "A stream that dies is gone on with where it stands", "of 200 events")]
    [InlineData(Fault.Remembers, "Generated operations agree with a list", "seed 1: of 153 events")]
    [InlineData(Fault.BeginsAnew, "Every record comes once, in the order of its part, with the bits of every value", "the stream has 1200")]
    [InlineData(Fault.TurnsAround, "Every record comes once, in the order of its part, with the bits of every value", "the first that differs")]
    [InlineData(Fault.HidesTheUnreadable, "Generated operations agree with a list while the log comes and goes", "1 records that cannot be read")]
    [InlineData(Fault.NamesNoPlace, "Records that cannot be read are refused with their place, and stop nothing", "two lie at one place")]
    [InlineData(Fault.HidesTheEmpty, "Generated operations agree with a list", "1 empty ones")]
    [InlineData(Fault.DoesNotWait, "An empty log is waited for as long as is said", "are over after")]
    [InlineData(Fault.FillsOn, "What was read stays as it is until more is asked for", "it became something else")]
    [InlineData(Fault.KeepsDefinitions, "An event is what definitions say when it is read", "the first that differs")]
    [InlineData(Fault.HidesOutages, "A log that goes away is told, and read on when it is back", "whoever reads is not told")]
    [InlineData(Fault.HidesLosses, "What the log has lost is told", "nobody is told")]
    [InlineData(Fault.MakesTopics, "Whoever only looks makes nothing and takes nothing", "is 'events nothing'")]
    [InlineData(Fault.MakesTopics, "A log that is not there is told, and not made", "whoever looks finds nothing wrong")]
    public void ReaderThatBreaksAPromise_FailsTheKit(Fault fault, string name, string says) => Should.Throw<KitFailure>(() => Run(fault, name)).Message.ShouldContain(says);

    private static void Run(Fault fault, string name) => new FeedSourceKit(() => new MemoryLog(fault), TimeProvider.System) { Patience = TimeSpan.FromSeconds(fault == Fault.None ? 60 : 0.5) }.Run(name);
}
