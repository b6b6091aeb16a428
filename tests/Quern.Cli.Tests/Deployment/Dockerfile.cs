using System.Text.RegularExpressions;

namespace Quern.Cli.Tests.Deployment;

/// <summary>A Dockerfile, as its instructions.</summary>
internal sealed partial class Dockerfile
{
    public static Dockerfile Shipped { get; } = new(Deployed.Read("deploy/Dockerfile"));

    public Dockerfile(string text)
    {
        var stage = new Stage("", "");
        foreach (var line in Continued().Replace(text, " ").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var (verb, rest) = (line.Split(' ')[0], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim());
            if (verb == "FROM") Stages.Add(stage = new(FromAs().Match(rest).Groups["image"].Value, FromAs().Match(rest).Groups["name"].Value));
            else stage.Instructions.Add((verb, rest));
        }
    }

    public List<Stage> Stages { get; } = [];

    /// <summary>A stage with those that it goes on from, the first first.</summary>
    public IReadOnlyList<Stage> With(string name) => Stages.FirstOrDefault(stage => stage.Name == name) is { } found ? [.. With(found.Image), found] : [];

    /// <summary>What the last instruction of a kind says, in a stage or those before it.</summary>
    public string Last(string stage, string verb) => With(stage).SelectMany(one => one.Instructions).Last(instruction => instruction.Verb == verb).Text;

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continued();

    [GeneratedRegex(@"^(?<image>\S+) AS (?<name>\S+)$")]
    private static partial Regex FromAs();

    internal sealed record Stage(string Image, string Name)
    {
        public List<(string Verb, string Text)> Instructions { get; } = [];

        /// <summary>What is copied, from which stage or else from the repository, and where to.</summary>
        public IEnumerable<(string? From, string[] Sources, string Target)> Copies => Instructions.Where(instruction => instruction.Verb == "COPY").Select(instruction =>
        {
            var words = instruction.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var from = words.FirstOrDefault(word => word.StartsWith("--from=", StringComparison.Ordinal))?["--from=".Length..];
            var paths = words.Where(word => !word.StartsWith("--", StringComparison.Ordinal)).ToArray();
            return (from, paths[..^1], paths[^1]);
        });
    }
}
