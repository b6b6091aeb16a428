using Quern.Testing.Kits;

namespace Quern.Testing.Tests.Kits;

public sealed class MemoryFeedTests
{
    public static TheoryData<string> Cases => [.. FeedSourceKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Memory_PassesTheKit(string name) => Run(Fault.None, name);

    // The kit must be able to say no, of each promise.
    [Theory]
    [InlineData(Fault.Remembers, "A reader may be thrown away at any moment")]
    [InlineData(Fault.Remembers, "A stream that dies is gone on with where it stands")]
    [InlineData(Fault.Remembers, "Generated operations agree with a list")]
    [InlineData(Fault.BeginsAnew, "Every record comes once, in the order of its part, with the bits of every value")]
    [InlineData(Fault.TurnsAround, "Every record comes once, in the order of its part, with the bits of every value")]
    [InlineData(Fault.HidesTheUnreadable, "Generated operations agree with a list while the log comes and goes")]
    [InlineData(Fault.NamesNoPlace, "Records that cannot be read are refused with their place, and stop nothing")]
    [InlineData(Fault.HidesTheEmpty, "Generated operations agree with a list")]
    [InlineData(Fault.DoesNotWait, "An empty log is waited for as long as is said")]
    [InlineData(Fault.FillsOn, "What was read stays as it is until more is asked for")]
    [InlineData(Fault.KeepsDefinitions, "An event is what definitions say when it is read")]
    [InlineData(Fault.HidesOutages, "A log that goes away is told, and read on when it is back")]
    [InlineData(Fault.HidesLosses, "What the log has lost is told")]
    [InlineData(Fault.MakesTopics, "Whoever only looks makes nothing and takes nothing")]
    [InlineData(Fault.MakesTopics, "A log that is not there is told, and not made")]
    public void ReaderThatBreaksAPromise_FailsTheKit(Fault fault, string name) => Should.Throw<KitFailure>(() => Run(fault, name));

    private static void Run(Fault fault, string name) => new FeedSourceKit(() => new MemoryLog(fault), TimeProvider.System) { Patience = TimeSpan.FromSeconds(fault == Fault.None ? 60 : 1) }.Run(name);
}
