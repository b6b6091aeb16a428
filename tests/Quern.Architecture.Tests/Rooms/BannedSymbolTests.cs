namespace Quern.Architecture.Tests.Rooms;

public sealed class BannedSymbolTests
{
    private static readonly string[] Clocks =
        ["P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTime.Today", "P:System.DateTimeOffset.Now", "P:System.DateTimeOffset.UtcNow"];

    public static TheoryData<string> Rooms => Room.Standing;

    [Theory, MemberData(nameof(Rooms))]
    public void Room_Bans_TheWallClock(string name) =>
        Clocks.Except(Symbols(name)).ShouldBeNone($"{List(name)} must ban:");

    // The analyzer ignores an identifier that names nothing, so that a misspelt line would guard nothing.
    [Theory, MemberData(nameof(Rooms))]
    public void Symbols_Banned_Exist(string name) =>
        Symbols(name).Where(symbol => !DocumentationIds.Exists(symbol)).ShouldBeNone($"{List(name)} bans what does not exist:");

    [Theory, MemberData(nameof(Rooms))]
    public void Symbols_Banned_SayWhatToDoInstead(string name) =>
        Repository.Lines(List(name)).Where(line => line.Split(';') is not [_, { Length: > 10 }]).ShouldBeNone($"{List(name)} has lines without a message:");

    private static string List(string name) => $"eng/banned/BannedSymbols.Quern.{name}.txt";

    private static IEnumerable<string> Symbols(string name) => Repository.Lines(List(name)).Select(line => line.Split(';')[0]);
}
