using Quern.Docs.Tests.Pages;

namespace Quern.Docs.Tests.Console;

/// <summary>Graphs on the pages are those of the flights sample, as the command draws it.</summary>
public sealed class GraphTests
{
    public static TheoryData<string> WithGraphs => Page.With("mermaid");

    [Theory]
    [MemberData(nameof(WithGraphs))]
    public void Graphs_AreWhatIsDrawn(string path)
    {
        using var session = new Session(Page.Sample);
        var (drawn, exit) = session.Run("quern plan --graph");
        exit.ShouldBe(0, drawn);
        foreach (var fence in Page.At(path).Of("mermaid")) string.Join('\n', fence.Lines).ShouldBe(drawn.TrimEnd('\n'), $"{path}:{fence.Line}");
    }
}
