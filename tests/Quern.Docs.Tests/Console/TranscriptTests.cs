using Quern.Docs.Tests.Pages;

namespace Quern.Docs.Tests.Console;

/// <summary>
/// What the pages show being typed is run, and prints what they show. The blocks of a page are one session. It begins in a copy of the flights sample, or in an empty
/// folder where the page's first command makes a project.
/// </summary>
public abstract class TranscriptTests
{
    // Classes run side by side, the pages of one after the other.
    protected static TheoryData<string> EverySecond(int first) => [.. Page.With("console").Select(row => row.Data).Where((_, at) => at % 2 == first)];

    protected static void IsWhatIsPrinted(string path)
    {
        var page = Page.At(path);
        Step[] steps = [.. page.Of("console").SelectMany(Step.Of)];
        var makesProject = steps[0].Command.Split(' ') is [_, "init" or "demo", ..];
        using var session = new Session(makesProject ? null : Page.Sample);
        Assert.SkipWhen(steps.Any(step => step.Command.StartsWith("curl", StringComparison.Ordinal)) && session.Run("command -v curl").Exit != 0, "curl is not installed");
        foreach (var step in steps)
        {
            var (printed, exit) = session.Run(step.Command);
            Transcript.Matches(step.Shown, printed).ShouldBeTrue($"{path}:{step.Line}: $ {step.Command}\nprinted\n{printed}");
            (exit != 0).ShouldBe(step.Fails, $"{path}:{step.Line}: $ {step.Command}\nended with {exit}\n{printed}");
        }
    }
}

/// <summary>The first page, the third, and so on.</summary>
public sealed class OddTranscriptTests : TranscriptTests
{
    public static TheoryData<string> Pages => EverySecond(first: 0);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Transcripts_AreWhatIsPrinted(string path) => IsWhatIsPrinted(path);
}

/// <summary>The second page, the fourth, and so on.</summary>
public sealed class EvenTranscriptTests : TranscriptTests
{
    public static TheoryData<string> Pages => EverySecond(first: 1);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Transcripts_AreWhatIsPrinted(string path) => IsWhatIsPrinted(path);
}
