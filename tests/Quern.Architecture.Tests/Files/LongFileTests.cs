namespace Quern.Architecture.Tests.Files;

/// <summary>One idea a file. A file above the ceiling has its reason written down, and loses it when it shrinks.</summary>
public sealed class LongFileTests
{
    private const int Ceiling = 300;
    private const string List = "eng/long-files.txt";

    private static readonly string[][] Excused =
        [.. Repository.Lines(List).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static readonly string[] Long =
        [.. Repository.WithExtension(".cs", ".ts", ".tsx", ".py").Concat(Repository.Scripts).Where(file => Repository.Lines(file).Length > Ceiling)];

    [Fact]
    public void Files_AboveTheCeiling_HaveAReason() =>
        Long.Except(Excused.Select(line => line[0])).ShouldBeNone($"Over {Ceiling} lines; cut it by ideas, or give a reason in {List}:");

    [Fact]
    public void Excuses_AreFor_FilesThatAreLong() =>
        Excused.Select(line => line[0]).Except(Long).ShouldBeNone($"{List} excuses what needs no excuse:");

    [Fact]
    public void Excuses_Say_Why() =>
        Excused.Where(line => line is not [_, { Length: >= 20 }]).Select(line => line[0]).ShouldBeNone($"{List} gives no reason for:");
}
