using Quern.Docs.Tests.Pages;

namespace Quern.Docs.Tests.Console;

/// <summary>A command of a transcript and what it is shown to print; nothing shown means that anything may be printed.</summary>
internal sealed record Step(int Line, string Command, IReadOnlyList<string> Shown)
{
    private const string Prompt = "$ ";

    /// <summary>Gets whether the transcript shows the command to fail: it prints an error.</summary>
    public bool Fails => Shown.Any(line => line.StartsWith("error QRN", StringComparison.Ordinal));

    public static IEnumerable<Step> Of(Fence fence)
    {
        for (var at = 0; at < fence.Lines.Count;)
        {
            var first = at;
            var command = new List<string> { fence.Lines[at++][Prompt.Length..] };
            while (command[^1].EndsWith('\\') && at < fence.Lines.Count) command.Add(fence.Lines[at++]);
            var shown = new List<string>();
            while (at < fence.Lines.Count && (PrintsPrompts(command[0]) || !fence.Lines[at].StartsWith(Prompt, StringComparison.Ordinal))) shown.Add(fence.Lines[at++]);
            yield return new(fence.Line + first, string.Join('\n', command), shown);
        }
    }

    // The demo shows the commands that it runs as if they were typed.
    private static bool PrintsPrompts(string command) => command.Split(' ') is [_, "demo", ..];
}
